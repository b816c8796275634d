# gradgen: --wrt w,b --with-value
import numpy as np


def objective(w, b, X, y, alpha):
    """Logistic regression with labels of -1 and 1, and an L2 penalty on the weights."""
    margins = y * (X @ w + b)
    data_loss = np.logaddexp(0, -margins).mean()
    return data_loss + 0.5 * alpha * np.dot(w, w)
