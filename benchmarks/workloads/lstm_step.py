"""A step of a long short-term memory: 64 rows, 256 inputs, 256 cells, a gradient from above."""

import numpy as np
from numpy.typing import NDArray

SHAPES = {"x": "N,D", "h": "N,H", "c": "N,H", "w": "D,G", "u": "H,G", "b": "G"}
SHAPES |= {"upstream_h": "N,H", "upstream_c": "N,H"}
WRT = "h,c,w,u,b"


def forward(
    x: NDArray[np.float64],
    h: NDArray[np.float64],
    c: NDArray[np.float64],
    w: NDArray[np.float64],
    u: NDArray[np.float64],
    b: NDArray[np.float64],
    upstream_h: NDArray[np.float64],
    upstream_c: NDArray[np.float64],
):
    size = h.shape[1]
    gates = x @ w + h @ u + b
    keep = 1 / (1 + np.exp(-gates[:, :size]))
    write = 1 / (1 + np.exp(-gates[:, size : 2 * size]))
    read = 1 / (1 + np.exp(-gates[:, 2 * size : 3 * size]))
    candidate = np.tanh(gates[:, 3 * size :])
    new_c = keep * c + write * candidate
    new_h = read * np.tanh(new_c)
    return np.sum(upstream_h * new_h) + np.sum(upstream_c * new_c)


def by_hand(x, h, c, w, u, b, upstream_h, upstream_c):
    """The four gates keep lying side by side, so that products of matrices stay whole."""
    size = h.shape[1]
    gates = x @ w
    gates += h @ u
    gates += b
    sigmoids, candidate = gates[:, : 3 * size], gates[:, 3 * size :]
    np.negative(sigmoids, out=sigmoids)
    np.exp(sigmoids, out=sigmoids)
    sigmoids += 1
    np.reciprocal(sigmoids, out=sigmoids)
    np.tanh(candidate, out=candidate)
    keep, write, read = (sigmoids[:, i * size : (i + 1) * size] for i in range(3))
    new_c = keep * c
    new_c += write * candidate
    squashed = np.tanh(new_c)
    pulled = upstream_h * read
    value = np.vdot(pulled, squashed) + np.vdot(upstream_c, new_c)

    grad_gates = np.empty_like(gates)
    grad_keep, grad_write, grad_read, grad_candidate = (
        grad_gates[:, i * size : (i + 1) * size] for i in range(4)
    )
    np.multiply(upstream_h, squashed, out=grad_read)
    squashed *= squashed
    np.subtract(1, squashed, out=squashed)
    squashed *= pulled
    squashed += upstream_c
    grad_new_c = squashed
    np.multiply(grad_new_c, c, out=grad_keep)
    np.multiply(grad_new_c, candidate, out=grad_write)
    np.multiply(grad_new_c, write, out=grad_candidate)
    grad_c = np.multiply(grad_new_c, keep, out=grad_new_c)
    grad_gates[:, : 3 * size] *= sigmoids
    np.subtract(1, sigmoids, out=sigmoids)
    grad_gates[:, : 3 * size] *= sigmoids
    candidate *= candidate
    np.subtract(1, candidate, out=candidate)
    grad_candidate *= candidate
    grads = grad_gates @ u.T, grad_c, x.T @ grad_gates, h.T @ grad_gates, grad_gates.sum(axis=0)
    return value, grads


def inputs(chance, small):
    n, d, size = (3, 2, 4) if small else (64, 256, 256)
    return {
        "x": chance.normal(0, 1, (n, d)),
        "h": chance.normal(0, 1, (n, size)),
        "c": chance.normal(0, 1, (n, size)),
        "w": chance.normal(0, d**-0.5, (d, 4 * size)),
        "u": chance.normal(0, size**-0.5, (size, 4 * size)),
        "b": chance.normal(0, 1, 4 * size),
        "upstream_h": chance.normal(0, 1, (n, size)),
        "upstream_c": chance.normal(0, 1, (n, size)),
    }
