# gradgen: --wrt W
import numpy as np


def svm_loss(W, X, y, reg):
    """Hinge loss of a linear classifier: every wrong class should score lower by 1."""
    num_train = X.shape[0]
    scores = X @ W
    correct = scores[np.arange(num_train), y]
    margins = np.maximum(0, scores - correct[:, np.newaxis] + 1)
    # The right class itself has a margin of 1, whatever it scores.
    data_loss = np.sum(margins) / num_train - 1
    return data_loss + reg * np.sum(W * W)
