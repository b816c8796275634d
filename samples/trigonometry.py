# at: speed=20, angle=0.7, height=1.5
import math

g = 9.81  # m/s^2


def throw(speed, angle, height):
    """How far a ball flies that leaves the hand at this height."""
    across = speed * math.cos(angle)
    up = speed * math.sin(angle)
    # until it hits the ground
    time = (up + math.sqrt(up**2 + 2 * g * height)) / g
    distance = across * time
    return distance
