import numpy as np
from jaxtyping import Float
from scipy.special import softmax


def attention_backward(
    x: Float[np.ndarray, "T D"],
    Wq: Float[np.ndarray, "D K"],
    Wk: Float[np.ndarray, "D K"],
    Wv: Float[np.ndarray, "D V"],
    grad_out=1.0,
):
    """Gradient of `attention` by reverse mode.

    Returns grad_Wq, grad_Wk, grad_Wv.
    """
    # forward
    Q = x @ Wq  # [T, K]
    K = x @ Wk  # [T, K]
    V = x @ Wv  # [T, V]
    t1 = K.T  # [K, T]
    t2 = Q @ t1  # [T, T]
    t3 = np.sqrt(K.shape[1])
    scores = t2 / t3  # [T, T]
    visible = np.tri(len(x), dtype=bool)  # [T, T]
    t4 = np.where(visible, scores, -np.inf)  # [T, T]
    weights = softmax(t4, axis=1)  # [T, T]
    out = weights @ V  # [T, V]

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    del t2, scores, t4, out  # not read again
    grad_weights = grad_out @ V.T  # gradient multiplier: [T, V] @ [V, T] -> [T, T]
    grad_V = weights.T @ grad_out  # gradient multiplier: [T, T] @ [T, V] -> [T, V]
    t5 = grad_weights * weights  # softmax: upstream less its mean under weights
    grad_t4 = t5 - weights * t5.sum(axis=1, keepdims=True)  # softmax -> [T, T]
    del V, weights, grad_out, grad_weights, t5  # not read again
    grad_scores = np.where(visible, grad_t4, 0.0)  # gradient router -> [T, T]
    grad_t2 = grad_scores / t3  # gradient divider: local gradient 1 / t3 -> [T, T]
    grad_Q = grad_t2 @ t1.T  # gradient multiplier: [T, T] @ [T, K] -> [T, K]
    grad_t1 = Q.T @ grad_t2  # gradient multiplier: [K, T] @ [T, T] -> [K, T]
    grad_K = grad_t1.T  # gradient copier: transposed back -> [T, K]
    grad_Wv = x.T @ grad_V  # gradient multiplier: [D, T] @ [T, V] -> [D, V]
    del Q, K, t1, visible, grad_V, grad_t4, grad_scores, grad_t2  # not read again
    grad_Wk = x.T @ grad_K  # gradient multiplier: [D, T] @ [T, K] -> [D, K]
    grad_Wq = x.T @ grad_Q  # gradient multiplier: [D, T] @ [T, K] -> [D, K]

    return grad_Wq, grad_Wk, grad_Wv
