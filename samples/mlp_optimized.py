import numpy as np
from jaxtyping import Float, Int
from scipy.special import log_softmax


def loss_backward(
    X: Float[np.ndarray, "N D"],
    labels: Int[np.ndarray, "N"],
    W1: Float[np.ndarray, "D H"],
    b1: Float[np.ndarray, "H"],
    W2: Float[np.ndarray, "H C"],
    b2: Float[np.ndarray, "C"],
    grad_out=1.0,
):
    """Gradient of `loss` by reverse mode.

    Returns grad_W1, grad_b1, grad_W2, grad_b2.
    """
    # forward
    t1 = X @ W1  # [N, H]
    t2 = t1 + b1  # [N, H]
    del t1  # not read again
    hidden = np.maximum(0, t2)  # [N, H]
    t3 = hidden @ W2  # [N, C]
    scores = t3 + b2  # [N, C]
    del t3  # not read again
    log_probs = log_softmax(scores, axis=1)  # [N, C]
    del scores  # not read again
    t4 = np.arange(len(labels))  # [N]
    t5 = log_probs[t4, labels]  # [N]
    # t6 = np.mean(t5) (value not needed)
    # out = -t6 (value not needed)

    # backward
    grad_t6 = -grad_out  # gradient copier: with the sign turned
    grad_t5 = np.array(grad_t6, dtype=t5.dtype) / t4.size  # gradient copier
    grad_log_probs = np.zeros_like(log_probs)  # gradient adder
    grad_log_probs[t4, labels] += grad_t5  # gradient copier: back into place
    del t4  # not read again
    t7 = grad_log_probs.sum(axis=1, keepdims=True)  # log_softmax: upstream summed
    grad_scores = grad_log_probs - np.exp(log_probs) * t7  # log_softmax -> [N, C]
    del grad_log_probs, log_probs, t7  # not read again
    grad_b2 = grad_scores.sum(axis=0)  # gradient copier, summed over N -> [C]
    grad_hidden = grad_scores @ W2.T  # gradient multiplier: [N, C] @ [C, H] -> [N, H]
    grad_W2 = hidden.T @ grad_scores  # gradient multiplier: [H, N] @ [N, C] -> [H, C]
    del grad_scores, hidden  # not read again
    grad_t2 = np.where(t2 > 0, grad_hidden, 0.0)  # gradient router; gradient copier
    del grad_hidden, t2  # not read again
    grad_b1 = grad_t2.sum(axis=0)  # gradient copier, summed over N: b1 was broadcast
    grad_W1 = X.T @ grad_t2  # gradient multiplier: [D, N] @ [N, H] -> [D, H]

    return grad_W1, grad_b1, grad_W2, grad_b2
