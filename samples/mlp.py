# gradgen: --wrt W1,b1,W2,b2
# modes: jvp hvp split optimized numba
# at: N=4, D=3, H=5, C=3, labels=[0, 2, 1, 2]
# at: N=1, D=3, H=5, C=2, labels=[1]
import numpy as np
from jaxtyping import Float, Int
from scipy.special import log_softmax


def loss(
    X: Float[np.ndarray, "N D"],
    labels: Int[np.ndarray, "N"],
    W1: Float[np.ndarray, "D H"],
    b1: Float[np.ndarray, "H"],
    W2: Float[np.ndarray, "H C"],
    b2: Float[np.ndarray, "C"],
):
    """Cross-entropy of a network with one hidden layer, the mean over a batch."""
    hidden = np.maximum(0, X @ W1 + b1)
    scores = hidden @ W2 + b2
    log_probs = log_softmax(scores, axis=1)
    return -np.mean(log_probs[np.arange(len(labels)), labels])
