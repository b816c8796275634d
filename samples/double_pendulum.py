# at: theta1=0.8, theta2=-0.3, omega1=0.5, omega2=-1.2, m1=1, m2=2, l1=1, l2=0.5
import math

g = 9.81


def energy(theta1, theta2, omega1, omega2, m1, m2, l1, l2):
    """Total energy of a double pendulum."""
    # speeds of the two bobs
    v1 = l1 * omega1
    v2 = l2 * omega2
    cross = 2 * v1 * v2 * math.cos(theta1 - theta2)

    # kinetic energy
    kinetic1 = 0.5 * m1 * v1**2
    kinetic2 = 0.5 * m2 * (v1**2 + v2**2 + cross)

    # potential energy, zero at the pivot
    y1 = -l1 * math.cos(theta1)
    y2 = y1 - l2 * math.cos(theta2)
    potential = m1 * g * y1 + m2 * g * y2

    E = kinetic1 + kinetic2 + potential
    return E
