import numpy as np


def relu_layer(x):
    return np.maximum(0, x)
