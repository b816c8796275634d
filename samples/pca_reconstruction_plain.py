# gradgen: --wrt W
import numpy as np


def reconstruction_loss(X, W):
    """What is lost of centred data in the space that the columns of W span."""
    X = X - X.mean(axis=0)
    return np.sum((X - X @ W @ W.T) ** 2)
