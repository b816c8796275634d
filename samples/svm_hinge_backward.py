import numpy as np
from jaxtyping import Float, Int


def svm_loss_backward(
    W: Float[np.ndarray, "D C"],
    X: Float[np.ndarray, "N D"],
    y: Int[np.ndarray, "N"],
    reg: float,
    grad_out=1.0,
):
    """Gradient of `svm_loss` by reverse mode.

    Returns grad_W.
    """
    # forward
    num_train = X.shape[0]
    scores = X @ W  # [N, C]
    t1 = np.arange(num_train)  # [N]
    correct = scores[t1, y]  # [N]
    t2 = correct[:, np.newaxis]  # [N, 1]
    t3 = scores - t2  # [N, C]
    t4 = t3 + 1  # [N, C]
    # margins = np.maximum(0, t4) (value not needed)
    # The right class itself has a margin of 1, whatever it scores.
    # t5 = np.sum(margins) (value not needed)
    # t6 = t5 / num_train (value not needed)
    # data_loss = t6 - 1 (value not needed)
    # t7 = W * W (value not needed)
    # t8 = np.sum(t7) (value not needed)
    # t9 = reg * t8 (value not needed)
    # out = data_loss + t9 (value not needed)

    # backward
    grad_data_loss = grad_out  # gradient copier
    grad_t9 = grad_out  # gradient copier
    grad_t8 = grad_t9 * reg  # gradient multiplier
    grad_t7 = np.full_like(W, grad_t8)  # gradient copier: spread over what was summed
    grad_W = grad_t7 * W  # gradient multiplier -> [D, C]
    del scores, t3  # not read again
    grad_W = grad_W + grad_t7 * W  # gradient adder: W forks; gradient multiplier
    grad_t6 = grad_data_loss  # gradient copier
    grad_t5 = grad_t6 / num_train  # gradient divider: local gradient 1 / num_train
    grad_margins = np.full_like(t4, grad_t5)  # gradient copier -> [N, C]
    del grad_t7  # not read again
    grad_t4 = np.where(t4 > 0, grad_margins, 0.0)  # gradient router -> [N, C]
    grad_t3 = grad_t4  # gradient copier -> [N, C]
    grad_scores = grad_t3  # gradient copier -> [N, C]
    grad_t2 = -grad_t3.sum(axis=1, keepdims=True)  # gradient copier, summed over C
    grad_correct = grad_t2.reshape(t1.shape)  # gradient copier: back into place -> [N]
    del t4, grad_margins  # not read again
    grad_scores = np.array(grad_scores)  # gradient adder: a copy to add to
    grad_scores[t1, y] += grad_correct  # gradient adder: scores forks; gradient copier
    grad_W = grad_W + X.T @ grad_scores  # gradient adder: W forks; gradient multiplier

    return grad_W
