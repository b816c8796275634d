# gradgen: --wrt w,b --with-value
# at: N=4, D=3, y=[1, -1, -1, 1], alpha=0.1
# at: N=1, D=1, y=[-1], alpha=2
import numpy as np
from jaxtyping import Float


def objective(
    w: Float[np.ndarray, "D"],
    b: float,
    X: Float[np.ndarray, "N D"],
    y: Float[np.ndarray, "N"],
    alpha: float,
):
    """Logistic regression with labels of -1 and 1, and an L2 penalty on the weights."""
    margins = y * (X @ w + b)
    data_loss = np.logaddexp(0, -margins).mean()
    return data_loss + 0.5 * alpha * np.dot(w, w)
