"""The array API standard: what NumPy, CuPy, PyTorch, Dask and others have in common.

The table is that of `array_api_strict`, which has the standard and nothing else.
"""

from __future__ import annotations

from typing import Final

from gradgen.targets.dialects.dialect import Dialect

ASKING_METHOD: Final = "__array_namespace__"
"""The method by which an array is asked for its namespace."""

# Functions that ask arrays for theirs, by the last part of the module that has them, and how many
# values they give: array_api_compat is often a part of some other package.
_ASKING: Final = {
    ("array_api_compat", "array_namespace"): 1,
    ("array_api_compat", "get_namespace"): 1,
    ("_array_api", "array_namespace"): 1,  # SciPy
    ("_array_api", "get_namespace"): 2,  # scikit-learn: the namespace, and whether it is one
}


def namespaces_given(module: str, attribute: str) -> int:
    """How many values a function gives that asks arrays for a namespace; 0 for any other."""
    return _ASKING.get((module.rpartition(".")[2], attribute), 0)


def is_asking_module(module: str) -> bool:
    """Whether such a function is in a module."""
    return module.rpartition(".")[2] in {home for home, _ in _ASKING}


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
