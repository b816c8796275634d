# at: w=0.5, x=-1.2, b=0.3
import math


def squash(z):
    """The sigmoid by another name."""
    return 1 / (1 + math.exp(-z))


def neuron(w, x, b):
    z = w * x + b
    activation = squash(z)
    return activation
