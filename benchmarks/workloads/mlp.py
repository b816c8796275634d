"""A network with one hidden layer: softmax cross-entropy of 64 pictures of 784 pixels."""

import numpy as np
from numpy.typing import NDArray

SHAPES = {"x": "N,D", "labels": "N", "w1": "D,H", "b1": "H", "w2": "H,C", "b2": "C"}
WRT = "w1,b1,w2,b2"


def forward(
    x: NDArray[np.float64],
    labels: NDArray[np.int64],
    w1: NDArray[np.float64],
    b1: NDArray[np.float64],
    w2: NDArray[np.float64],
    b2: NDArray[np.float64],
):
    hidden = np.maximum(0, x @ w1 + b1)
    scores = hidden @ w2 + b2
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    log_total = np.log(np.sum(np.exp(shifted), axis=1))
    return np.mean(log_total - shifted[np.arange(len(labels)), labels])


def by_hand(x, labels, w1, b1, w2, b2):
    """Softmax less the truth is all that goes back; the ReLU passes where its value is not 0."""
    hidden = x @ w1
    hidden += b1
    np.maximum(hidden, 0, out=hidden)
    scores = hidden @ w2
    scores += b2
    scores -= scores.max(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    hit = scores[rows, labels]
    grad_scores = np.exp(scores, out=scores)
    total = grad_scores.sum(axis=1)
    value = np.mean(np.log(total) - hit)
    total *= len(labels)
    grad_scores /= total[:, np.newaxis]
    grad_scores[rows, labels] -= 1 / len(labels)
    grad_w2 = hidden.T @ grad_scores
    grad_hidden = grad_scores @ w2.T
    grad_hidden *= hidden > 0
    grad_w1 = x.T @ grad_hidden
    return value, (grad_w1, grad_hidden.sum(axis=0), grad_w2, grad_scores.sum(axis=0))


def inputs(chance, small):
    n, d, h, c = (4, 3, 5, 3) if small else (64, 784, 256, 10)
    return {
        "x": chance.uniform(0, 1, (n, d)),
        "labels": chance.integers(0, c, n),
        "w1": chance.normal(0, d**-0.5, (d, h)),
        "b1": chance.normal(0, 0.1, h),
        "w2": chance.normal(0, h**-0.5, (h, c)),
        "b2": chance.normal(0, 0.1, c),
    }
