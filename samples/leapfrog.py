# at: x=0.6, v=-0.2, dt=0.05, k=4
import math


def step(x, v, dt, k):
    """One step of time for a pendulum: half a kick, drift, half a kick."""
    v += -k * math.sin(x) * dt / 2
    x += v * dt
    v += -k * math.sin(x) * dt / 2
    return x, v
