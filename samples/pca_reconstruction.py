# gradgen: --wrt W
# at: N=5, D=3, K=2
# at: N=1, D=3, K=1
import numpy as np
from jaxtyping import Float


def reconstruction_loss(X: Float[np.ndarray, "N D"], W: Float[np.ndarray, "D K"]):
    """What is lost of centred data in the space that the columns of W span."""
    X = X - X.mean(axis=0)
    return np.sum((X - X @ W @ W.T) ** 2)
