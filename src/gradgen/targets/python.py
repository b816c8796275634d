"""Plain Python: its operators, its built-in functions and the `math` module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gradgen.targets.table import Target

_BUILTINS: Final = ("abs", "bool", "float", "int", "len", "max", "min", "round", "sum")

# `fma` (3.13) and `sumprod` (3.12) are newer than the oldest Python that the output may meet: no
# rule brings them in, so that only those who wrote them get them back.
_MATH: Final = (
    *("acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "copysign"),
    *("cos", "cosh", "degrees", "dist", "e", "erf", "erfc", "exp", "exp2", "expm1", "floor"),
    *("fma", "fmod", "fsum", "gamma", "hypot", "inf", "isclose", "isfinite", "isinf", "isnan"),
    *("ldexp", "lgamma", "log", "log10", "log1p", "log2", "nan", "pi", "prod", "radians"),
    *("remainder", "sin", "sinh", "sqrt", "sumprod", "tan", "tanh", "tau", "trunc", "ulp"),
)

PYTHON: Final = Target(
    name="math",
    functions={
        **{name: f"builtins.{name}" for name in _BUILTINS},
        **{name: f"math.{name}" for name in _MATH},
    },
    aliases={
        "math.fabs": "abs",
        "builtins.pow": "power",
        "math.pow": "power",
        "jax.lax.stop_gradient": "stop_gradient",
    },
    templates={
        "sign": "(x > 0) - (x < 0)",
        "where": "y if x else z",
    },
    definitions="python",
)

# Names of gates that are known without being defined or imported.
WELL_KNOWN: Final[Mapping[str, str]] = {
    "sigmoid": "sigmoid",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "relu": "relu",
    "leaky_relu": "leaky_relu",
    "elu": "elu",
    "softplus": "softplus",
    "tanh": "tanh",
    "silu": "silu",
    "swish": "silu",
    "gelu": "gelu",
    "stop_gradient": "stop_gradient",
}


# Functions that are left without a rule on purpose: why, by qualified name.
REFUSED: Final[Mapping[str, str]] = {
    "math.comb": "`comb` is for integers",
    "math.factorial": "`factorial` is for integers",
    "math.gcd": "`gcd` is for integers",
    "math.isqrt": "`isqrt` is for integers",
    "math.lcm": "`lcm` is for integers",
    "math.perm": "`perm` is for integers",
    "math.frexp": "`frexp` gives two values",
    "math.modf": "`modf` gives two values",
    "math.nextafter": "`nextafter` goes on by a step too small for a gradient",
    "builtins.complex": "gradients are taken of real numbers only",
    "builtins.divmod": "`divmod` gives two values",
}

_AS_CONSTANT: Final = "compute it before the call, and pass the result as an argument"

# What to write instead of a refused function.
INSTEAD: Final[Mapping[str, str]] = {
    **dict.fromkeys(("math.comb", "math.gcd", "math.lcm", "math.perm"), _AS_CONSTANT),
    "math.factorial": "write `math.gamma(n + 1)`, which goes through the factorials",
    "math.isqrt": "write `math.floor(math.sqrt(x))`",
    "math.frexp": _AS_CONSTANT,
    "math.modf": "write `whole = math.trunc(x)` and `fraction = x - whole`",
    "math.nextafter": "write `x` itself, or `x + math.ulp(x)`",
    "builtins.complex": "write the real and the imaginary part as two variables",
    "builtins.divmod": "write `quotient = x // y` and `rest = x % y`",
}
