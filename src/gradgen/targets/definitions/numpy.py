"""Well-known gates for NumPy arrays, and what gradients of arrays need besides.

Each function is copied as it stands into the outputs that need it, so that all of it has to be
fit for a reader: the names, and the comments too.
"""

# mypy: ignore-errors
# ruff: noqa: D103

import numpy as np
from scipy import special


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def spread_like(dot, x):
    """`dot` in the shape of `x`, in memory of its own; beside a plain number it stays one."""
    return dot * np.ones_like(x) if np.ndim(x) else dot * 1.0


def sigmoid(x):
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def stop_gradient(x):
    """The value as it is; derivatives take it for a constant."""
    return x


def relu(x):
    return np.maximum(x, 0.0)


def softplus(x):
    return np.logaddexp(x, 0.0)


def silu(x):
    return x * sigmoid(x)


def leaky_relu(x, slope=0.01):
    return np.where(x > 0.0, x, slope * x)


def elu(x, alpha=1.0):
    return np.maximum(x, 0.0) + alpha * np.expm1(np.minimum(x, 0.0))


def softmax(x, axis=-1):
    powers = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    shifted = x - np.max(x, axis=axis, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


def logsumexp(x, axis=-1, keepdims=False):
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    rest = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=keepdims))
    return rest + (top if keepdims else np.squeeze(top, axis=axis))


def gelu(x):
    return 0.5 * x * special.erfc(-x / 2.0**0.5)


def gelu_tanh(x):
    return 0.5 * x * (1.0 + np.tanh((2.0 / np.pi) ** 0.5 * (x + 0.044715 * x**3)))
