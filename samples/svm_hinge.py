# gradgen: --wrt W
# at: N=4, D=3, C=3, y=[0, 2, 1, 2], reg=0.1
# at: N=1, D=3, C=4, y=[3], reg=0.5
import numpy as np
from jaxtyping import Float, Int


def svm_loss(
    W: Float[np.ndarray, "D C"],
    X: Float[np.ndarray, "N D"],
    y: Int[np.ndarray, "N"],
    reg: float,
):
    """Hinge loss of a linear classifier: every wrong class should score lower by 1."""
    num_train = X.shape[0]
    scores = X @ W
    correct = scores[np.arange(num_train), y]
    margins = np.maximum(0, scores - correct[:, np.newaxis] + 1)
    # The right class itself has a margin of 1, whatever it scores.
    data_loss = np.sum(margins) / num_train - 1
    return data_loss + reg * np.sum(W * W)
