import numpy as np
from jaxtyping import Float, Int
from scipy.special import log_softmax


def loss_jvp(
    X: Float[np.ndarray, "N D"],
    labels: Int[np.ndarray, "N"],
    W1: Float[np.ndarray, "D H"],
    b1: Float[np.ndarray, "H"],
    W2: Float[np.ndarray, "H C"],
    b2: Float[np.ndarray, "C"],
    dot_W1,
    dot_b1,
    dot_W2,
    dot_b2,
):
    """Jacobian-vector product of `loss` by forward mode.

    Returns dot_out.
    """
    dot_W1 = np.full_like(W1, dot_W1)  # tangent, in the shape of W1
    dot_b1 = np.full_like(b1, dot_b1)  # tangent, in the shape of b1
    dot_W2 = np.full_like(W2, dot_W2)  # tangent, in the shape of W2
    dot_b2 = np.full_like(b2, dot_b2)  # tangent, in the shape of b2
    t1 = X @ W1  # [N, H]
    dot_t1 = X @ dot_W1  # tangent multiplier: [N, D] @ [D, H] -> [N, H]
    t2 = t1 + b1  # [N, H]
    dot_t2 = dot_t1 + dot_b1  # tangent adder -> [N, H]
    hidden = np.maximum(0, t2)  # [N, H]
    dot_hidden = np.where(t2 > 0, dot_t2, 0.0)  # tangent router: t2 takes all if t2 > 0
    t3 = hidden @ W2  # [N, C]
    dot_t3 = dot_hidden @ W2 + hidden @ dot_W2  # tangent multiplier: product rule
    scores = t3 + b2  # [N, C]
    dot_scores = dot_t3 + dot_b2  # tangent adder -> [N, C]
    log_probs = log_softmax(scores, axis=1)  # [N, C]
    t7 = np.sum(dot_scores * np.exp(log_probs), axis=1, keepdims=True)  # log_softmax
    dot_log_probs = dot_scores - t7  # log_softmax -> [N, C]
    t4 = np.arange(len(labels))  # [N]
    # t5 = log_probs[t4, labels] (value not needed)
    dot_t5 = dot_log_probs[t4, labels]  # index: linear -> [N]
    # t6 = np.mean(t5) (value not needed)
    dot_t6 = np.mean(dot_t5)  # mean: linear
    # out = -t6 (value not needed)
    dot_out = -dot_t6  # tangent adder: with the sign turned

    return dot_out
