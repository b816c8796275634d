"""Choices, bounds, and functions that are constant between their steps."""

import numpy as np

from array_check import case

X = np.array([-2.42, -0.63, 0.32, 1.21, 2.73])
NAN = np.array([np.nan, -0.6, 0.3])

CASES = (
    *(
        case(f"np.where({c}, x, y)", x=x, y=y)
        for c in ("x > y", "x < 0.1")
        for x, y in ((X[:3, None], X[1:] + 0.2), (X, 0.4), (X, X[::-1] * X[:, None]), (0.4, X))
    ),
    case("np.where(c, x, y)", c=np.array([[True], [False]]), x=(3,), y=(2, 1)),
    case("np.where(c, x, 1.0)", c=np.array([[True], [False]]), x=(3,)),
    case("np.where(x > 0, x, 0)", x=X),
    case("np.where(x > 0, np.sqrt(np.where(x > 0, x, 1)), x)", x=X),
    case("np.clip(x, -0.5, 2.0)", x=X),
    case("np.clip(x, None, 2.0)", x=X),
    case("np.clip(x, -0.5, None)", x=X),
    case("np.clip(x, a_min=-0.5, a_max=2.0)", x=X),
    case("np.clip(x, a_max=2.0, a_min=None)", x=X),
    case("np.clip(x, min=-0.5, max=2.0)", x=X),
    case("np.clip(x, max=2.0)", x=X),
    case("np.clip(x, min=-0.5)", x=X),
    case("x.clip(-0.5, 2.0)", x=X, shaped=True),
    case("x.clip(0)", x=X, shaped=True),
    case("x.clip(max=0.5)", x=X, shaped=True),
    *(
        case(f"np.clip(x, {arguments})", x=X, y=y, z=z)
        for arguments in ("y, z", "a_min=y, a_max=z", "min=y, max=z")
        for y, z in (
            (np.array([[-0.7], [0.2]]), 2.0),
            (-0.8, np.array([[1.7], [0.5]])),
            (np.array([0.5, 0.7, -3.0, 1.0, 5.0]), np.array([-0.5, 2.0, 2.0, 1.1, 1.0])),
            (-0.8, 2.0),
        )
    ),
    case("np.clip(x, y, None) + np.clip(x, None, y)", x=X, y=0.1),
    case("np.clip(x, min=y) + np.clip(x, max=y)", x=X, y=np.array([[0.1], [0.2]])),
    case("np.clip(x, y, 2.0)", x=0.7, y=np.array([0.3, 1.3])),
    case("np.fmax(x, y)", x=NAN, y=np.array([[0.2], [-0.9]]), fixed=("x",)),
    case("np.fmin(y, x)", x=NAN, y=np.array([[0.2], [-0.9]]), fixed=("x",)),
    case("np.heaviside(x, y)", x=np.array([-1.3, 0.0, 1.3]), y=(2, 1), fixed=("x",)),
    case("np.heaviside(x, 0.5) + x", x=X),
    case("np.nan_to_num(x, nan=1.0, posinf=2.0, neginf=-2.0)", x=X),
    *(
        case(f"np.{name}(x) + x * x", x=X)
        for name in (
            *("floor", "ceil", "trunc", "fix", "rint", "round", "around", "sign", "spacing"),
            *("signbit", "isnan", "isinf", "isfinite", "isposinf", "isneginf", "isreal"),
            *("iscomplex", "logical_not"),
        )
    ),
    case("np.round(x, 1) + x", x=X),
    case("np.round(x, decimals=1) + x", x=X),
    case("x.round(1) + x", x=X, shaped=True),
    *(
        case(f"np.{name}(x, y) * x + y", x=(3, 1), y=(4,))
        for name in (
            *("less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "isclose"),
            *("floor_divide", "logical_xor"),
        )
    ),
    case("np.isclose(x, y, rtol=1e-3, atol=1e-2) + x * y", x=(3,), y=0.4),
    case("np.isclose(x, y, equal_nan=True) + x * y", x=(3,), y=0.4),
    case("x * ((x > 0) & (x < 2) | (x == 5))", x=X),
    case("x * (~(x > 0) ^ (x < 2))", x=X),
    case("x * np.logical_and(x > 0, x < 2) + np.logical_or(x > 0, x < -1) * x", x=X),
    case(
        "x * np.bitwise_and(n, 6) + np.bitwise_or(n, 1) * np.bitwise_xor(n, 3)",
        x=(3,),
        n=np.arange(3),
    ),
    case("x * np.left_shift(n, 2) + np.right_shift(n, 1) * np.invert(n)", x=(3,), n=np.arange(3)),
    case("x * np.bitwise_left_shift(n, 2) * np.bitwise_right_shift(n, 1)", x=(3,), n=np.arange(3)),
    case("x * np.bitwise_count(n)", x=(3,), n=np.arange(3)),
    case("np.allclose(x, y, rtol=1e-3) * x + np.array_equal(x, y) * y", x=(3,), y=(3,)),
    case("np.array_equiv(x, y) * x + np.isin(x, y) * y", x=(3,), y=(3,)),
    case("np.isin(x, [1.0, 2.0], invert=True) * x", x=(3,)),
    case("np.isrealobj(x) * x + np.iscomplexobj(x) + np.isscalar(x) * x", x=(3,)),
)
