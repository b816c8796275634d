import numpy as np


def right_of_matmul(grad, x, y):
    """The gradient of `y` in `x @ y`: `x.T @ grad`, for vectors and stacks of matrices too."""
    if np.ndim(y) < 3:
        leading = tuple(range(np.ndim(x) - 1))
        return np.tensordot(x, grad, (leading, leading))
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(np.swapaxes(np.atleast_2d(x), -1, -2) @ rows, y)


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def svm_loss_backward(W, X, y, reg, grad_out=1.0):
    """Gradient of `svm_loss` by reverse mode.

    Returns grad_W.
    """
    # forward
    num_train = X.shape[0]
    scores = X @ W
    t1 = np.arange(num_train)
    correct = scores[t1, y]
    t2 = correct[:, np.newaxis]
    t3 = scores - t2
    t4 = t3 + 1
    margins = np.maximum(0, t4)
    # The right class itself has a margin of 1, whatever it scores.
    t5 = np.sum(margins)
    t6 = t5 / num_train
    data_loss = t6 - 1
    t7 = W * W
    t8 = np.sum(t7)
    t9 = reg * t8
    out = data_loss + t9

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_data_loss = np.sum(grad_out)  # gradient copier, summed
    grad_t9 = grad_out  # gradient copier
    grad_t8 = np.sum(grad_t9 * reg)  # gradient multiplier, summed: t8 was broadcast
    grad_t7 = grad_t8 * np.ones_like(t7)  # gradient copier: spread over what was summed
    del t3, t7, t9, out, grad_out, grad_t9  # not read again
    grad_W = grad_t7 * W  # gradient multiplier
    grad_W = grad_W + grad_t7 * W  # gradient adder: W forks; gradient multiplier
    grad_t6 = grad_data_loss  # gradient copier
    grad_t5 = grad_t6 / num_train  # gradient divider: local gradient 1 / num_train
    grad_margins = grad_t5 * np.ones_like(margins)  # gradient copier
    grad_t4 = np.where(t4 > 0, grad_margins, 0.0)  # gradient router
    grad_t3 = grad_t4  # gradient copier
    grad_scores = unbroadcast(grad_t3, scores)  # gradient copier
    grad_t2 = -unbroadcast(grad_t3, t2)  # gradient copier: with the sign of - t2
    grad_correct = grad_t2.reshape(correct.shape)  # gradient copier: back into place
    grad_scores = np.array(grad_scores)  # gradient adder: a copy to add to
    np.add.at(grad_scores, (t1, y), grad_correct)  # gradient adder: scores forks
    grad_W = grad_W + right_of_matmul(grad_scores, X, W)  # gradient adder: W forks

    return grad_W
