import math


def quantize_backward(price, tick, noise, grad_rounded=1.0):
    """Gradient of `quantize` by reverse mode.

    Returns grad_price, grad_tick, grad_noise.
    """
    # forward
    t1 = price / tick
    ticks = math.floor(t1)
    # rounded = ticks * tick (value not needed)

    # backward
    grad_tick = grad_rounded * ticks  # gradient multiplier
    grad_price = 0.0  # zero gradient: floor(t1) is flat
    grad_noise = 0.0  # zero gradient: rounded does not depend on noise

    return grad_price, grad_tick, grad_noise
