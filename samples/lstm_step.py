# gradgen: --wrt h,c,W,U,b
# modes: optimized
# at: N=3, D=2, H=4
# at: N=1, D=3, H=1
import numpy as np
from jaxtyping import Float
from scipy.special import expit


def lstm_step(
    x: Float[np.ndarray, "N D"],
    h: Float[np.ndarray, "N H"],
    c: Float[np.ndarray, "N H"],
    W: Float[np.ndarray, "4 D H"],
    U: Float[np.ndarray, "4 H H"],
    b: Float[np.ndarray, "4 1 H"],
):
    """One step of a long short-term memory, with the weights of its four gates in stacks."""
    gates = x @ W + h @ U + b
    forget, write, read, candidate = gates
    c = expit(forget) * c + expit(write) * np.tanh(candidate)
    h = expit(read) * np.tanh(c)
    return h, c
