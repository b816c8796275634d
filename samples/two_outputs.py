# modes: jvp jacobian
# at: shoulder=0.4, elbow=0.9, upper=0.30, lower=0.25
import math


def robot_arm(shoulder, elbow, upper, lower):
    """Where the hand of an arm with two joints is."""
    angle = shoulder + elbow
    x = upper * math.cos(shoulder) + lower * math.cos(angle)
    y = upper * math.sin(shoulder) + lower * math.sin(angle)
    return x, y
