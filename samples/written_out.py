from math import exp, log


def cross_entropy(w, x, b):
    z = w * x + b
    p = 1.0 / (1.0 + exp(-z))  # no name, but a sigmoid all the same
    loss = -log(p)
    return loss
