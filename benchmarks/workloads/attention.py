"""A head of self-attention: 256 tokens of 64 numbers, with a gradient from above."""

import math

import numpy as np
from numpy.typing import NDArray

SHAPES = {"x": "T,D", "wq": "D,D", "wk": "D,D", "wv": "D,D", "upstream": "T,D"}
WRT = "x,wq,wk,wv"


def forward(
    x: NDArray[np.float64],
    wq: NDArray[np.float64],
    wk: NDArray[np.float64],
    wv: NDArray[np.float64],
    upstream: NDArray[np.float64],
):
    q, k, v = x @ wq, x @ wk, x @ wv
    scores = q @ np.transpose(k) / math.sqrt(len(wk))
    grown = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    weights = grown / np.sum(grown, axis=1, keepdims=True)
    return np.sum(upstream * (weights @ v))


def by_hand(x, wq, wk, wv, upstream):
    """What a softmax takes out of each row is the upstream times the output: no product anew."""
    q, k, v = x @ wq, x @ wk, x @ wv
    q /= math.sqrt(len(wk))
    weights = q @ k.T
    weights -= weights.max(axis=1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=1, keepdims=True)
    row = np.einsum("td,td->t", upstream, weights @ v)
    grad_v = weights.T @ upstream
    grad_scores = upstream @ v.T
    grad_scores -= row[:, np.newaxis]
    grad_scores *= weights
    grad_q = grad_scores @ k
    grad_q /= math.sqrt(len(wk))
    grad_k = grad_scores.T @ q
    grad_x = grad_q @ wq.T
    grad_x += grad_k @ wk.T
    grad_x += grad_v @ wv.T
    return row.sum(), (grad_x, x.T @ grad_q, x.T @ grad_k, x.T @ grad_v)


def inputs(chance, small):
    t, d = (4, 3) if small else (256, 64)
    return {
        "x": chance.normal(0, 1, (t, d)),
        "wq": chance.normal(0, d**-0.5, (d, d)),
        "wk": chance.normal(0, d**-0.5, (d, d)),
        "wv": chance.normal(0, d**-0.5, (d, d)),
        "upstream": chance.normal(0, 1, (t, d)),
    }
