"""The array API standard: what NumPy, CuPy, PyTorch, Dask and others have in common.

The table is that of `array_api_strict`, which has the standard and nothing else.
"""

from __future__ import annotations

from typing import Final

from gradgen.targets.dialects.dialect import Dialect

ARRAY_API: Final = Dialect(
    name="array_api",
    title="the array API",
    modules=(("array_api_strict", "numpy"),),
    usual={"numpy": ("numpy", "", "xp")},
    definitions=("array_api", "arrays_only"),
    by_name=True,
    arrays_only=True,
    standard=True,
    unsaid=frozenset(("numpy.argsort.kind",)),  # stable
    spelled={
        "numpy.array": "asarray(x, copy=True)",
        "numpy.full_like": "y * ones_like(x)",
        "numpy.shape": "x.shape",
        "numpy.ndim": "x.ndim",
        "numpy.size": "x.size",
        "builtins.len": "x.shape[0]",
    },
    renamed={
        "absolute": "abs",
        "arccos": "acos",
        "arccosh": "acosh",
        "arcsin": "asin",
        "arcsinh": "asinh",
        "arctan": "atan",
        "arctan2": "atan2",
        "arctanh": "atanh",
        "concatenate": "concat",
        "power": "pow",
        "cumsum": "cumulative_sum",
        "cumprod": "cumulative_prod",
        "mod": "remainder",
    },
)
