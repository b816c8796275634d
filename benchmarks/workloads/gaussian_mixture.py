"""Log-likelihood of 1,000 points of 10 numbers under a mixture of 25 Gaussians."""

import math

import numpy as np
from numpy.typing import NDArray

SHAPES = {"x": "N,D", "logits": "K", "means": "K,D", "log_stds": "K,D"}
WRT = "logits,means,log_stds"


def forward(
    x: NDArray[np.float64],
    logits: NDArray[np.float64],
    means: NDArray[np.float64],
    log_stds: NDArray[np.float64],
):
    z = (x[:, np.newaxis, :] - means) / np.exp(log_stds)
    log_norm = np.sum(log_stds, axis=1) + 0.5 * x.shape[1] * math.log(2 * math.pi)
    log_weights = logits - np.log(np.sum(np.exp(logits)))
    terms = log_weights - 0.5 * np.sum(z**2, axis=2) - log_norm
    largest = np.max(terms, axis=1)
    log_sums = np.log(np.sum(np.exp(terms - largest[:, np.newaxis]), axis=1))
    return np.sum(largest + log_sums)


def by_hand(x, logits, means, log_stds):
    """No array of points by Gaussians by dimensions: squares are expanded to products of matrices.

    The same sums of x and x**2, weighted by who is responsible, serve the gradients.
    """
    n, d = x.shape
    precision = np.exp(-2 * log_stds)
    scaled = precision * means
    squares = x * x
    weights = np.exp(logits)
    weights /= weights.sum()
    offset = np.log(weights) - log_stds.sum(axis=1) - 0.5 * d * math.log(2 * math.pi)
    offset -= 0.5 * np.einsum("kd,kd->k", scaled, means)
    terms = squares @ (-0.5 * precision).T
    terms += x @ scaled.T
    terms += offset
    largest = terms.max(axis=1)
    terms -= largest[:, np.newaxis]
    np.exp(terms, out=terms)
    totals = terms.sum(axis=1)
    value = largest.sum() + np.log(totals).sum()
    terms /= totals[:, np.newaxis]  # how far each Gaussian is responsible for each point
    counts = terms.sum(axis=0)
    first, second = terms.T @ x, terms.T @ squares
    grad_logits = counts - n * weights
    column = counts[:, np.newaxis]
    grad_means = precision * first - column * scaled
    grad_log_stds = precision * second - scaled * (2 * first - column * means) - column
    return value, (grad_logits, grad_means, grad_log_stds)


def inputs(chance, small):
    n, d, k = (4, 2, 3) if small else (1_000, 10, 25)
    return {
        "x": chance.normal(0, 2, (n, d)),
        "logits": chance.normal(0, 1, k),
        "means": chance.normal(0, 2, (k, d)),
        "log_stds": chance.normal(0, 0.3, (k, d)),
    }
