"""What autograd has for the modules of NumPy and SciPy, with what it lacks made of what it has."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final

import autograd.numpy as np
import autograd.numpy.linalg
import autograd.scipy
import autograd.scipy.linalg
import autograd.scipy.special


def log_softmax(x: Any, axis: Any = None) -> Any:
    return x - autograd.scipy.special.logsumexp(x, axis=axis, keepdims=True)


def softmax(x: Any, axis: Any = None) -> Any:
    return np.exp(log_softmax(x, axis=axis))


def ndtr(x: Any) -> Any:
    return 0.5 * autograd.scipy.special.erfc(-x / np.sqrt(2.0))


def sliding_window_view(x: Any, window_shape: Any, axis: Any) -> Any:
    for size, place in zip(window_shape, axis, strict=True):
        index = np.arange(x.shape[place] - size + 1)[:, None] + np.arange(size)
        x = np.moveaxis(x[(slice(None),) * place + (index,)], place + 1, -1)
    return x


def full_like(like: Any, value: Any) -> Any:
    """autograd's own lets no gradient through to the value."""
    return value * np.ones_like(like)


def cross(a: Any, b: Any) -> Any:
    """autograd's own fails to sum where a vector was broadcast."""
    pairs = ((1, 2), (2, 0), (0, 1))
    return np.stack([a[..., i] * b[..., j] - a[..., j] * b[..., i] for i, j in pairs], axis=-1)


def _with(module: Any, *functions: Any) -> Any:
    return SimpleNamespace(**{**vars(module), **{f.__name__: f for f in functions}})


COUNTERPARTS: Final[Mapping[str, Any]] = {
    "numpy": _with(np, full_like, cross),
    "numpy.linalg": autograd.numpy.linalg,
    "numpy.lib.stride_tricks": SimpleNamespace(sliding_window_view=sliding_window_view),
    "scipy": autograd.scipy,
    "scipy.linalg": autograd.scipy.linalg,
    "scipy.special": _with(autograd.scipy.special, log_softmax, softmax, ndtr),
}
