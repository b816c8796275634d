"""Elementary functions by NumPy's names: arrays, numbers, and both."""

import numpy as np

from array_check import case

REAL = np.array([[-2.3, -0.6, 0.35], [0.9, 1.7, 4.1]])
POSITIVE = np.array([0.25, 0.6, 1.3, 7.5])
INSIDE = np.array([-0.8, -0.2, 0.4, 0.75])

CASES = (
    *(
        case(f"np.{name}(x)", x=REAL)
        for name in (
            *("exp", "exp2", "expm1", "sin", "cos", "tan", "arctan", "atan", "sinh", "cosh"),
            *("tanh", "arcsinh", "asinh", "square", "reciprocal", "negative", "positive", "abs"),
            *("absolute", "fabs", "cbrt", "degrees", "radians", "rad2deg", "deg2rad", "sinc", "i0"),
            *("real", "conj", "conjugate", "real_if_close", "nan_to_num", "unwrap"),
        )
    ),
    *(
        case(f"np.{name}(x)", x=POSITIVE)
        for name in ("log", "log2", "log10", "log1p", "sqrt", "reciprocal")
    ),
    *(
        case(f"np.{name}(x)", x=INSIDE)
        for name in ("arcsin", "asin", "arccos", "acos", "arctanh", "atanh", "log1p")
    ),
    *(case(f"np.{name}(1 + x)", x=POSITIVE) for name in ("arccosh", "acosh")),
    case("np.exp(x) + np.square(x)", x=0.7),
    case("np.sinc(x) * np.cbrt(x)", x=np.array(0.7)),
    case("np.exp(x)", x=(0, 3)),
    case("np.sinc(x)", x=np.array([-1e-5, 0.0, 1e-9, 0.5, 1.0, 12.3])),
    case("np.unwrap(x, axis=0)", x=np.array([[0.1, 6.0], [6.2, 0.2]])),
    case("np.real(x) * np.imag(x) + x", x=(3,)),
    *(
        case(f"np.{name}(x, y)", x=x, y=y)
        for name in (
            *("add", "subtract", "multiply", "divide", "true_divide", "maximum", "minimum"),
            *("fmax", "fmin", "arctan2", "atan2", "hypot", "logaddexp", "logaddexp2", "copysign"),
        )
        for x, y in (((3, 1), (4,)), ((2, 3), 0.6), (0.6, (3,)), ((3,), (2, 3)), (0.6, -0.7))
    ),
    *(
        case(f"np.{name}(x, y)", x=x, y=y)
        for name in ("power", "pow", "float_power")
        for x, y in (("positive (3, 1)", (4,)), ("positive (3,)", 1.7), (1.7, (3,)), (1.7, -0.4))
    ),
    case("x ** y", x="positive (3, 1)", y=(4,)),
    case("x ** y", x=1.7, y=(4,)),
    case("x ** 3 + x ** 0", x=REAL),
    case("x ** -2.0", x=REAL),
    case(
        "x ** y", x=np.array([-1.5, -0.3, 0.0, 2.0]), y=np.array([2.0, 3.0, 2.0, 0.0]), fixed=("y",)
    ),
    case("x ** n", x=REAL, n=np.array([0, 1, 3])),
    case("x ** n", x=REAL, n=2),
    *(
        case(f"np.{name}(x, y)", x=np.array([[7.4], [-7.4], [0.7]]), y=y)
        for name in ("mod", "remainder", "fmod")
        for y in (np.array([2.3, -2.3, 0.9]), 2.3)
    ),
    case("x % y", x=np.array([7.4, -7.4]), y=2.3),
    case("np.ldexp(x, n)", x=(3,), n=np.array([-2, 0, 3])),
    case("np.logaddexp(x, y)", x=np.array([-800.0, 3.0, 900.0]), y=np.array([1.0, 800.0, 899.0])),
    case("np.logaddexp2(x, y)", x=np.array([-1e3, 3.0, 1e3]), y=np.array([1.0, 1e3, 1e3 - 1])),
)
