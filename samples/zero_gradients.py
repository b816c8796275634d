# at: price=17.3, tick=0.25, noise=3
import math


def quantize(price, tick, noise):
    """Round a price down to a whole number of ticks."""
    ticks = math.floor(price / tick)
    rounded = ticks * tick
    return rounded
