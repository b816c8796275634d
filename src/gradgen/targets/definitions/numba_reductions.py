"""Reductions over the last axis of an array, which numba has for whole arrays only."""

# mypy: ignore-errors
# ruff: noqa: D103

import math

import numpy as np


def max_over_last_axis(x):
    out = np.empty_like(x[..., 0])
    for place in np.ndindex(out.shape):
        out[place] = np.max(x[place])
    return out


def min_over_last_axis(x):
    out = np.empty_like(x[..., 0])
    for place in np.ndindex(out.shape):
        out[place] = np.min(x[place])
    return out


def prod_over_last_axis(x):
    out = np.empty_like(x[..., 0])
    for place in np.ndindex(out.shape):
        out[place] = np.prod(x[place])
    return out


def any_over_last_axis(x):
    out = np.empty(x.shape[:-1], np.bool_)
    for place in np.ndindex(out.shape):
        out[place] = np.any(x[place])
    return out


def all_over_last_axis(x):
    out = np.empty(x.shape[:-1], np.bool_)
    for place in np.ndindex(out.shape):
        out[place] = np.all(x[place])
    return out


def mean_over_axis(x, axis):
    return np.sum(x, axis=axis) / x.shape[axis]


def var_over_last_axis(x, ddof):
    """The variances of the rows of `x`."""
    count = x.shape[-1]
    out = np.empty(x.shape[:-1])
    for place in np.ndindex(out.shape):
        out[place] = np.var(x[place]) * count / (count - ddof)
    return out


def norm_over_last_axis(x):
    """The lengths of the rows of `x`."""
    return np.sqrt(np.sum(x * x, axis=-1))


def softmax(x):
    """The softmax of each row of `x`."""
    out = np.empty(x.shape)
    for place in np.ndindex(x.shape[:-1]):
        powers = np.exp(x[place] - np.max(x[place]))
        out[place] = powers / np.sum(powers)
    return out


def log_softmax(x):
    """The logarithm of the softmax of each row of `x`."""
    out = np.empty(x.shape)
    for place in np.ndindex(x.shape[:-1]):
        shifted = x[place] - np.max(x[place])
        out[place] = shifted - np.log(np.sum(np.exp(shifted)))
    return out


def logsumexp(x):
    """The logarithm of the sum of powers, of each row of `x`."""
    out = np.empty(x.shape[:-1])
    for place in np.ndindex(x.shape[:-1]):
        top = np.max(x[place])
        top = top if math.isfinite(top) else 0.0
        out[place] = np.log(np.sum(np.exp(x[place] - top))) + top
    return out
