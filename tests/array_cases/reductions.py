"""Reductions over all of an array, and along axes."""

from array_check import case

CASES = (
    case("np.sum(x)", x=(3, 4)),
    case("np.sum(x, axis=0)", x=(3, 4)),
    case("np.sum(x, 1)", x=(3, 4)),
    case("x.sum(axis=-1, keepdims=True)", x=(3, 4)),
    case("np.sum(x, axis=(0, 2))", x=(3, 4, 2)),
    case("np.mean(x)", x=(3, 4)),
    case("x.mean(axis=0)", x=(3, 4)),
    case("np.mean(x, axis=(0, 2), keepdims=True)", x=(3, 4, 2)),
    case("np.max(x)", x=(3, 4)),
    case("np.max(x, axis=1)", x=(3, 4)),
    case("x.min(axis=0, keepdims=True)", x=(3, 4)),
)
