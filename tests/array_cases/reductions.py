"""Reductions over all of an array, and along axes."""

import numpy as np

from array_check import case

ZEROS = np.array([[0.0, 2.0, -3.0], [1.5, 0.7, 0.0], [0.0, -0.4, 0.0]])

CASES = (
    *(case(f"np.{name}(x)", x=(3, 4)) for name in ("sum", "mean", "prod", "max", "min", "ptp")),
    *(case(f"np.{name}(x)", x=(5,)) for name in ("sum", "mean", "prod", "max", "min", "ptp")),
    *(case(f"np.{name}(x)", x=()) for name in ("sum", "mean", "prod", "max", "min", "ptp")),
    *(case(f"np.{name}(x)", x=1.5) for name in ("sum", "mean", "prod", "max", "min")),
    *(case(f"np.{name}(x, axis=1)", x=(3, 4)) for name in ("sum", "mean", "prod", "max", "ptp")),
    *(case(f"x.{name}(axis=0)", x=(3, 4)) for name in ("sum", "mean", "prod", "max", "min")),
    *(case(f"x.{name}(-2)", x=(3, 4, 2)) for name in ("sum", "mean", "prod", "max", "min")),
    *(case(f"x.{name}(axis=-1)", x=(4,)) for name in ("sum", "mean", "prod", "max", "min")),
    *(
        case(f"np.{name}(x, axis=(0, 2))", x=(3, 4, 2))
        for name in ("sum", "mean", "prod", "max", "min", "ptp")
    ),
    *(
        case(f"np.{name}(x, axis=(-1, 0), keepdims=True)", x=(3, 4, 2))
        for name in ("sum", "mean", "prod", "max", "min", "ptp")
    ),
    *(
        case(f"np.{name}(x, keepdims=True)", x=(3, 4))
        for name in ("sum", "mean", "prod", "max", "min", "ptp")
    ),
    *(case(f"np.{name}(x, axis=1, keepdims=True)", x=(3, 4)) for name in ("sum", "mean", "max")),
    *(case(f"np.{name}(x, axis=k)", x=(3, 4), k=1, fixed=("k",)) for name in ("sum", "mean")),
    *(case(f"np.{name}(x, k)", x=(3, 4), k=-2, fixed=("k",)) for name in ("prod", "max", "ptp")),
    *(case(f"np.{name}(x, axis=1)", x=(0, 3)) for name in ("sum", "mean", "prod", "max", "ptp")),
    *(case(f"np.{name}(x, k)", x=(0, 3), k=1, fixed=("k",)) for name in ("mean", "prod", "min")),
    *(case(f"np.{name}(x)", x=(0, 3)) for name in ("sum", "prod")),
    *(case(f"np.{name}(x, axis=1)", x=(3, 0)) for name in ("sum", "prod")),
    case("np.sum(x, axis=k, keepdims=keep)", x=(3, 4), k=0, keep=True, fixed=("k", "keep")),
    case("np.max(x, axis=k, keepdims=keep)", x=(3, 4), k=0, keep=False, fixed=("k", "keep")),
    case("np.sum(np.mean(x * y, axis=1) * z)", x=(3, 4), y=(4,), z=(3,)),
    case("np.prod(x)", x=ZEROS[0]),
    case("np.prod(x)", x=ZEROS),
    case("np.prod(x, axis=0)", x=ZEROS),
    case("x.prod(axis=1)", x=ZEROS),
    case("np.prod(x, axis=(0, 1))", x=ZEROS[:1]),
    case("np.amax(x, axis=0) - np.amin(x, axis=0)", x=(3, 4)),
    case("np.add.reduce(x)", x=(3, 4)),
    case("np.add.reduce(x, axis=1)", x=(3, 4)),
    case("np.add.reduce(x)", x=(4,)),
    case("np.multiply.reduce(x)", x=ZEROS),
    case("np.multiply.reduce(x, axis=None)", x=(3, 2)),
    case("np.multiply.reduce(x, axis=1)", x=ZEROS),
    case("np.maximum.reduce(x)", x=(3, 4)),
    case("np.minimum.reduce(x, axis=1)", x=(3, 4)),
    case("x[:, 0] * np.any(x > 0, axis=1) + x[:, 1] * np.all(x > -9, axis=1)", x=(3, 4)),
    case("np.maximum.reduce(x, axis=-1)", x=(3, 4)),
    case("np.minimum.reduce(x)", x=(3, 4)),
    case("x * np.any(x > 0, axis=1, keepdims=True)", x=(3, 4)),
    case("np.where((x < 9).all(), x, 0.0)", x=(3, 4)),
    case("np.sum(x) / np.count_nonzero(x)", x=(3, 4)),
    case("np.sum(x, axis=1) / np.count_nonzero(x > 0, axis=1)", x="positive (3, 4)"),
)
