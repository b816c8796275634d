"""Batch normalization of 256 rows of 256 features, with a gradient from above."""

import numpy as np
from numpy.typing import NDArray

SHAPES = {"x": "N,D", "gamma": "D", "beta": "D", "upstream": "N,D"}
WRT = "x,gamma,beta"


def forward(
    x: NDArray[np.float64],
    gamma: NDArray[np.float64],
    beta: NDArray[np.float64],
    upstream: NDArray[np.float64],
):
    centred = x - np.mean(x, axis=0)
    variance = np.mean(centred**2, axis=0)
    normal = centred / np.sqrt(variance + 1e-5)
    return np.sum(upstream * (gamma * normal + beta))


def by_hand(x, gamma, beta, upstream):
    """In closed form: what is left of the upstream once its mean and its slope are taken out."""
    n = len(x)
    normal = x - x.mean(axis=0)
    scale = 1 / np.sqrt(np.einsum("nd,nd->d", normal, normal) / n + 1e-5)
    normal *= scale
    grad_gamma = np.einsum("nd,nd->d", upstream, normal)
    grad_beta = upstream.sum(axis=0)
    value = gamma @ grad_gamma + beta @ grad_beta
    normal *= -grad_gamma / n
    normal += upstream
    normal -= grad_beta / n
    normal *= gamma * scale
    return value, (normal, grad_gamma, grad_beta)


def inputs(chance, small):
    n, d = (5, 3) if small else (256, 256)
    return {
        "x": chance.normal(1, 2, (n, d)),
        "gamma": chance.uniform(0.5, 1.5, d),
        "beta": chance.normal(0, 1, d),
        "upstream": chance.normal(0, 1, (n, d)),
    }
