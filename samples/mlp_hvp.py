import numpy as np
from jaxtyping import Float, Int
from scipy.special import log_softmax


def loss_hvp(
    X: Float[np.ndarray, "N D"],
    labels: Int[np.ndarray, "N"],
    W1: Float[np.ndarray, "D H"],
    b1: Float[np.ndarray, "H"],
    W2: Float[np.ndarray, "H C"],
    b2: Float[np.ndarray, "C"],
    v_W1,
    v_b1,
    v_W2,
    v_b2,
):
    """Hessian-vector product of `loss`, by forward mode over reverse mode.

    Returns dot_grad_W1, dot_grad_b1, dot_grad_W2, dot_grad_b2.
    """
    # forward
    v_W1 = np.full_like(W1, v_W1)  # tangent, in the shape of W1
    v_b1 = np.full_like(b1, v_b1)  # tangent, in the shape of b1
    v_W2 = np.full_like(W2, v_W2)  # tangent, in the shape of W2
    v_b2 = np.full_like(b2, v_b2)  # tangent, in the shape of b2
    t1 = X @ W1  # [N, H]
    dot_t1 = X @ v_W1  # tangent multiplier: [N, D] @ [D, H] -> [N, H]
    t2 = t1 + b1  # [N, H]
    dot_t2 = dot_t1 + v_b1  # tangent adder -> [N, H]
    hidden = np.maximum(0, t2)  # [N, H]
    dot_hidden = np.where(t2 > 0, dot_t2, 0.0)  # tangent router: t2 takes all if t2 > 0
    t3 = hidden @ W2  # [N, C]
    dot_t3 = dot_hidden @ W2 + hidden @ v_W2  # tangent multiplier: product rule
    scores = t3 + b2  # [N, C]
    dot_scores = dot_t3 + v_b2  # tangent adder -> [N, C]
    log_probs = log_softmax(scores, axis=1)  # [N, C]
    t15 = np.sum(dot_scores * np.exp(log_probs), axis=1, keepdims=True)  # log_softmax
    dot_log_probs = dot_scores - t15  # log_softmax -> [N, C]
    t4 = np.arange(len(labels))  # [N]
    t5 = log_probs[t4, labels]  # [N]
    # t6 = np.mean(t5) (value not needed)
    # out = -t6 (value not needed)

    # backward
    grad_t6 = -1.0  # gradient copier: with the sign turned
    t8 = np.full_like(t5, grad_t6)  # [N]
    grad_t5 = t8 / t4.size  # gradient copier -> [N]
    grad_log_probs = np.zeros_like(log_probs)  # gradient adder
    grad_log_probs[t4, labels] += grad_t5  # gradient copier: back into place
    t7 = grad_log_probs.sum(axis=1, keepdims=True)  # log_softmax: upstream summed
    t9 = np.exp(log_probs)  # [N, C]
    dot_t9 = dot_log_probs * t9  # exp: local gradient t9 -> [N, C]
    t10 = t9 * t7  # [N, C]
    dot_t10 = dot_t9 * t7  # tangent multiplier -> [N, C]
    grad_scores = grad_log_probs - t10  # log_softmax -> [N, C]
    dot_grad_scores = -dot_t10  # tangent adder: with the sign of - t10 -> [N, C]
    grad_t3 = grad_scores  # gradient copier -> [N, C]
    dot_grad_t3 = dot_grad_scores  # tangent copier
    # grad_b2 = grad_scores.sum(axis=0) (value not needed)
    dot_grad_b2 = dot_grad_scores.sum(axis=0)  # sum: linear -> [C]
    t11 = W2.T  # [C, H]
    dot_t11 = v_W2.T  # transpose: linear -> [C, H]
    # grad_hidden = grad_t3 @ t11 (value not needed)
    dot_grad_hidden = dot_grad_t3 @ t11 + grad_t3 @ dot_t11  # tangent multiplier
    t12 = hidden.T  # [H, N]
    dot_t12 = dot_hidden.T  # transpose: linear -> [H, N]
    # grad_W2 = t12 @ grad_t3 (value not needed)
    dot_grad_W2 = dot_t12 @ grad_t3 + t12 @ dot_grad_t3  # tangent multiplier -> [H, C]
    t13 = t2 > 0  # [N, H]
    # grad_t2 = np.where(t13, grad_hidden, 0.0) (value not needed)
    dot_grad_t2 = np.where(t13, dot_grad_hidden, 0.0)  # tangent router -> [N, H]
    # grad_t1 = grad_t2 (value not needed)
    dot_grad_t1 = dot_grad_t2  # tangent copier
    # grad_b1 = grad_t2.sum(axis=0) (value not needed)
    dot_grad_b1 = dot_grad_t2.sum(axis=0)  # sum: linear -> [H]
    t14 = X.T  # [D, N]
    # grad_W1 = t14 @ grad_t1 (value not needed)
    dot_grad_W1 = t14 @ dot_grad_t1  # tangent multiplier: [D, N] @ [N, H] -> [D, H]

    return dot_grad_W1, dot_grad_b1, dot_grad_W2, dot_grad_b2
