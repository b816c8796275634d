"""A neuron of single numbers: two inputs, a bias, the sigmoid."""

import math

WRT = "w0,x0,w1,x1,w2"


def forward(w0: float, x0: float, w1: float, x1: float, w2: float):
    s = w0 * x0 + w1 * x1 + w2
    return 1 / (1 + math.exp(-s))


def by_hand(w0, x0, w1, x1, w2):
    """All five gradients are one number times an input."""
    p = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    slope = (1 - p) * p
    return p, (slope * x0, slope * w0, slope * x1, slope * w1, slope)


def inputs(chance, small):
    return dict(zip(WRT.split(","), chance.uniform(-2, 2, 5).tolist(), strict=True))
