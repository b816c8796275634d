import math


def damped_wave(amplitude, damping, frequency, t):
    return amplitude * math.exp(-damping * t) * math.cos(2 * math.pi * frequency * t)
