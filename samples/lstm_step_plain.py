# gradgen: --wrt h,c,W,U,b
import numpy as np
from scipy.special import expit


def lstm_step(x, h, c, W, U, b):
    """One step of a long short-term memory, with the weights of its four gates in stacks."""
    gates = x @ W + h @ U + b
    forget, write, read, candidate = gates
    c = expit(forget) * c + expit(write) * np.tanh(candidate)
    h = expit(read) * np.tanh(c)
    return h, c
