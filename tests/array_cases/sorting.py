"""Sorting, and what only tells places."""

import numpy as np

from array_check import case

CASES = (
    case("np.sort(x)", x=(5,)),
    case("np.sort(x)", x=(3, 4)),
    case("np.sort(x, axis=0)", x=(3, 4)),
    case("np.sort(x, -2)", x=(3, 4, 2)),
    case("np.sort(x, axis=None)", x=(3, 4)),
    case("np.sort(x, axis=k)", x=(3, 4), k=0, fixed=("k",)),
    case("np.sort(x)", x=(0, 3)),
    case('np.sort(x, kind="stable")', x=(4,)),
    case("np.sort(x, axis=0, stable=True)", x=(4, 2)),
    case("np.sort(x)[::-1][:2]", x=(5,)),
    case("np.partition(x, 2)", x=(6,)),
    case("np.partition(x, 1)", x=(3, 4)),
    case("np.partition(x, 1, axis=0)", x=(4, 3)),
    case("np.partition(x, 3, axis=None)", x=(3, 4)),
    case("np.partition(x, [1, 3])", x=(7,)),
    case("x[np.argsort(x)]", x=(5,)),
    case("x * np.argsort(x, axis=0)", x=(3, 4)),
    case("x * x.argsort()", x=(3, 4)),
    case("x * np.argmax(x) + np.argmin(x, axis=0)", x=(3, 4)),
    case("x * x.argmax(axis=1, keepdims=True)", x=(3, 4)),
    case("x[:, 0] * np.argmax(x, axis=1) + np.argmin(x, axis=1)", x=(3, 4)),
    case("x[np.argmax(x)]", x=(5,)),
    case("x * np.searchsorted(y, x)", x=(4,), y=np.array([-1.0, 0.0, 1.0])),
    case("x * y.searchsorted(x)", x=(4,), y=np.array([-1.0, 0.0, 1.0])),
    case("x * np.digitize(x, y)", x=(4,), y=np.array([-1.0, 0.0, 1.0])),
    case("np.sum(x[np.argpartition(x, 2)[:2]])", x=(5,)),
    case("np.sum(x[np.nonzero(x)])", x=(5,)),
    case("np.sum(x[np.flatnonzero(x > 0)])", x=(5,)),
    case("np.bincount(i, w)", i=np.array([0, 2, 1, 2]), w=(4,)),
    case("np.bincount(i, weights=w, minlength=6)", i=np.array([0, 2, 1, 2]), w=(4,)),
    case("x * np.bincount(i)", i=np.array([0, 2, 1, 2]), x=(3,)),
    case("x[np.lexsort((x,))]", x=(4,)),
    case("np.sum(x) * np.argwhere(x > 0).shape[0]", x=(4,)),
)
