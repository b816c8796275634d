import numpy as np
from jaxtyping import Float, Int
from numba import njit


@njit(cache=True, error_model="numpy")
def filled_like(like, value):
    """An array in the shape of `like` that holds `value`, a number or an array."""
    out = np.empty_like(like)
    out[...] = value
    return out


@njit(cache=True, error_model="numpy")
def log_softmax(x):
    """The logarithm of the softmax of each row of `x`."""
    out = np.empty(x.shape)
    for place in np.ndindex(x.shape[:-1]):
        shifted = x[place] - np.max(x[place])
        out[place] = shifted - np.log(np.sum(np.exp(shifted)))
    return out


@njit(cache=True, error_model="numpy")
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
    assert labels.shape[0] == X.shape[0], "labels is not [N]"
    assert W1.shape[0] == X.shape[1], "W1 is not [D, H]"
    assert b1.shape[0] == W1.shape[1], "b1 is not [H]"
    assert W2.shape[0] == W1.shape[1], "W2 is not [H, C]"
    assert b2.shape[0] == W2.shape[1], "b2 is not [C]"

    # forward
    t1 = X @ W1  # [N, H]
    t4 = np.arange(len(labels))  # [N]

    # backward
    grad_t6 = -grad_out  # gradient copier: with the sign turned
    grad_log_probs = np.zeros((X.shape[0], W2.shape[1]))  # gradient adder

    # element by element over [N, H]
    hidden = np.empty((X.shape[0], W1.shape[1]))
    for i in range(X.shape[0]):
        for j in range(W1.shape[1]):
            # forward
            t2 = t1[i, j] + b1[j]
            hidden_i = np.maximum(0, t2)
            hidden[i, j] = hidden_i

    # forward
    t3 = hidden @ W2  # [N, C]

    # element by element over [N, C]
    scores = np.empty((X.shape[0], W2.shape[1]))
    for i in range(X.shape[0]):
        for j in range(W2.shape[1]):
            # forward
            scores_i = t3[i, j] + b2[j]
            scores[i, j] = scores_i

    # forward
    log_probs = log_softmax(scores)  # [N, C]
    t5 = log_probs[t4, labels]  # [N]
    # t6 = np.mean(t5) (value not needed)
    # out = -t6 (value not needed)

    # backward
    grad_t5 = filled_like(t5, grad_t6) / t4.size  # gradient copier -> [N]
    grad_log_probs[t4, labels] += grad_t5  # gradient copier: back into place

    # element by element over [N, C]
    t7 = np.zeros((X.shape[0], 1))
    for i in range(X.shape[0]):
        for j in range(W2.shape[1]):
            # backward
            t7[i, 0] += grad_log_probs[i, j]  # log_softmax: upstream summed

    # element by element over [N, C]
    grad_t3 = np.empty((X.shape[0], W2.shape[1]))
    grad_b2 = np.zeros(b2.shape)
    for i in range(X.shape[0]):
        for j in range(W2.shape[1]):
            # backward
            grad_scores = (
                grad_log_probs[i, j] - np.exp(log_probs[i, j]) * t7[i, 0]
            )  # log_softmax: upstream less its sum, by softmax
            grad_t3_i = grad_scores  # gradient copier
            grad_b2[j] += grad_scores  # gradient copier, summed over N
            grad_t3[i, j] = grad_t3_i

    # backward
    grad_hidden = grad_t3 @ W2.T  # gradient multiplier: [N, C] @ [C, H] -> [N, H]
    grad_W2 = hidden.T @ grad_t3  # gradient multiplier: [H, N] @ [N, C] -> [H, C]

    # element by element over [N, H]
    grad_t1 = np.empty((X.shape[0], W1.shape[1]))
    grad_b1 = np.zeros(b1.shape)
    for i in range(X.shape[0]):
        for j in range(W1.shape[1]):
            # forward
            t2 = t1[i, j] + b1[j]

            # backward
            grad_t2 = grad_hidden[i, j] if t2 > 0 else 0.0  # gradient router
            grad_t1_i = grad_t2  # gradient copier
            grad_b1[j] += grad_t2  # gradient copier, summed over N: b1 was broadcast
            grad_t1[i, j] = grad_t1_i

    # backward
    grad_W1 = X.T @ grad_t1  # gradient multiplier: [D, N] @ [N, H] -> [D, H]

    return grad_W1, grad_b1, grad_W2, grad_b2
