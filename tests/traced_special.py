"""scipy.special for autograd: its own functions, and some that it lacks, made of others."""

from typing import Any

from autograd import numpy as np
from autograd.scipy.special import *  # noqa: F403
from autograd.scipy.special import erfc, logsumexp


def log_softmax(x: Any, axis: Any = None) -> Any:
    return x - logsumexp(x, axis=axis, keepdims=True)


def softmax(x: Any, axis: Any = None) -> Any:
    return np.exp(log_softmax(x, axis=axis))


def ndtr(x: Any) -> Any:
    return 0.5 * erfc(-x / np.sqrt(2.0))
