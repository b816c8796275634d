# gradgen: --wrt a,b,c
# at: a=1, b=3, c=-2
import math


def loss(a, b, c):
    """Cross-entropy of three scores where the second is right."""
    highest = max(a, b, c)  # taken off, so that no exponential overflows
    total = sum([math.exp(a - highest), math.exp(b - highest), math.exp(c - highest)])
    log_probability = b - highest - math.log(total)
    return -log_probability
