"""The subset of Python and NumPy that numba compiles: which calls it knows, and in which form.

What stands in the table is known from compiling and running it, and a test does that again; what
does not is never written. A form is a call with a letter for each argument: `E` is a number or an
array, `s` a number, `X` an array, `v`, `M` and `T` arrays of one, two and three dimensions, `k` a
whole number as a literal, `n` one that is computed, `t` the sizes of a shape, `d` a type of
numbers, `R` a tuple of arrays. Anything else stands for itself.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

COMPILING: Final = ("njit", 'cache=True, error_model="numpy"')
"""Above each function: compiled once and kept on disk; a division by zero gives inf, as NumPy's."""

VECTORIZING: Final = ("vectorize", "cache=True")
"""Above a definition for one number, which makes it one for arrays."""

VECTORIZED: Final = frozenset(("erf", "erfc", "gammaln", "normal_cdf"))
"""Definitions for one number that work on arrays if they are vectorized."""

SHARED: Final = frozenset(
    ("sigmoid", "relu", "softplus", "silu", "leaky_relu", "elu", "gelu", "stop_gradient")
)
"""Definitions for plain NumPy, or for plain Python, that numba compiles as they are."""

LENDERS: Final = {"numba": "numpy", "plain_numba": "python"}
"""Which definitions go with the output, on arrays and on plain numbers, and whom they are from."""


def library(*, arrays: bool) -> str:
    """Whose definitions go with the output."""
    return "numba" if arrays else "plain_numba"


_ELEMENTWISE: Final = (
    "abs absolute arccos acos arccosh acosh arcsin asin arcsinh asinh arctan atan arctanh atanh "
    "cbrt ceil cos cosh deg2rad degrees exp exp2 expm1 fabs floor isfinite isinf isnan log log10 "
    "log1p log2 logical_not negative positive rad2deg radians reciprocal rint sign sin sinh sqrt "
    "square tan tanh trunc"
)
_OF_TWO: Final = (
    "add arctan2 atan2 copysign divide equal float_power floor_divide fmax fmin fmod greater "
    "greater_equal hypot less less_equal logaddexp logaddexp2 logical_and logical_or logical_xor "
    "maximum minimum mod multiply not_equal power pow remainder subtract true_divide"
)
_OF_ONE_NUMBER: Final = (
    "acos acosh asin asinh atan atanh ceil cos cosh degrees erf erfc exp expm1 fabs floor gamma "
    "isfinite isinf isnan lgamma log log10 log1p log2 exp2 radians sin sinh sqrt tan tanh trunc"
)

_TABLE: Final = (
    ("numpy", _ELEMENTWISE, "(E)"),
    ("numpy", _OF_TWO, "(E, E)"),
    ("numpy", "where", "(E, E, E)"),
    ("numpy", "clip", "(X, s, s)"),
    ("numpy", "sum", "(X) (X, axis=k) (X, axis=(k, k))"),
    ("numpy", "max min amax amin mean prod var std median any all ptp", "(X)"),
    ("numpy", "argmax argmin", "(X) (X, axis=k)"),
    ("numpy", "cumsum", "(X) (X, axis=k)"),
    ("numpy", "cumprod diff", "(v)"),
    ("numpy", "dot", "(v, v) (M, v) (M, M)"),
    ("numpy", "outer", "(v, v)"),
    ("numpy", "vdot", "(v, v)"),
    ("numpy", "trace", "(M)"),
    ("numpy", "diag", "(v) (M) (v, k)"),
    ("numpy", "tril triu", "(M) (M, k)"),
    ("numpy", "tri", "(n)"),
    ("numpy", "triu_indices tril_indices", "(n) (n, k) (n, k=k)"),
    ("numpy", "eye identity", "(n)"),
    ("numpy", "arange", "(n) (n, n)"),
    ("numpy", "linspace", "(s, s, n)"),
    ("numpy", "zeros ones empty", "(t) (n) (t, dtype=d)"),
    ("numpy", "zeros_like", "(E) (X, dtype=d)"),
    ("numpy", "ones_like empty_like", "(X)"),
    ("numpy", "full_like", "(X, s)"),
    ("numpy", "cross", "(v, v) (M, v) (v, M) (M, M)"),
    ("numpy", "full", "(t, s) (n, s)"),
    ("numpy", "broadcast_to", "(E, t)"),
    ("numpy", "transpose", "(X)"),
    ("numpy", "swapaxes moveaxis", "(M, k, k) (T, k, k)"),
    ("numpy", "expand_dims", "(X, k) (X, axis=k)"),
    ("numpy", "copy asarray ascontiguousarray ravel", "(X)"),
    ("numpy", "shape size", "(X)"),
    ("numpy", "stack hstack vstack column_stack concatenate", "(R)"),
    ("numpy", "concatenate stack", "(R, axis=k)"),
    ("numpy", "sort argsort flip", "(v)"),
    ("numpy", "roll", "(v, n)"),
    ("numpy", "interp", "(v, v, v)"),
    ("numpy", "count_nonzero", "(X)"),
    ("numpy", "float64 float32", "(s)"),
    ("numpy.linalg", "det inv cholesky slogdet eigh eigvalsh qr", "(M)"),
    ("numpy.linalg", "solve", "(M, v) (M, M)"),
    ("numpy.linalg", "norm", "(v) (M)"),
    ("math", _OF_ONE_NUMBER, "(s)"),
    ("math", "atan2 copysign hypot pow", "(s, s)"),
    ("builtins", "abs float bool", "(s)"),
    ("builtins", "max min", "(s, s) (s, s, s)"),
    ("builtins", "pow", "(s, s)"),
    ("builtins", "len", "(X)"),
    ("builtins", "sum", "(R)"),
    ("builtins", "range", "(n) (n, n) (n, n, n)"),
    ("builtins", "slice", "(n, n) (n, n, n)"),
    ("numpy", "ndindex", "(t)"),
    ("ndarray", "sum", "(X) (X, axis=k) (X, axis=(k, k))"),
    ("ndarray", "max min mean prod var std any all", "(X)"),
    ("ndarray", "argmax argmin", "(X) (X, axis=k)"),
    ("ndarray", "cumsum copy ravel flatten transpose", "(X)"),
    ("ndarray", "dot", "(M, v) (M, M)"),
    ("ndarray", "clip", "(X, s, s)"),
    ("ndarray", "astype", "(X, d)"),
    ("attribute", "T shape size ndim dtype", "(X)"),
)

_OPERATORS: Final = (
    ("+ - * / // % ** < <= > >= == !=", "(E, E)"),
    ("& | ^", "(E, E)"),
    ("@", "(v, v) (M, v) (v, M) (M, M)"),
    ("and or", "(s, s)"),
    ("not", "(s)"),
    ("if", "(s, s, s)"),
)
_UNARY: Final = "+ - ~"


class Form(NamedTuple):
    """The arguments of a call that numba knows: a letter each, or what stands for itself."""

    arguments: tuple[str, ...]
    keywords: tuple[tuple[str, str], ...] = ()


_CALL = re.compile(r"\((?:[^()]|\([^()]*\))*\)")


def _forms(texts: str) -> tuple[Form, ...]:
    return tuple(map(_form, _CALL.findall(texts)))


def _form(text: str) -> Form:
    call = ast.parse(f"f{text}", mode="eval").body
    assert isinstance(call, ast.Call)
    keywords = tuple((str(k.arg), ast.unparse(k.value)) for k in call.keywords)
    return Form(tuple(map(ast.unparse, call.args)), keywords)


@cache
def known_calls() -> Mapping[str, tuple[Form, ...]]:
    """The forms of each function by its qualified name: `numpy.sum`, `operator.@`."""
    found: dict[str, tuple[Form, ...]] = {}
    for module, names, forms in _TABLE:
        for name in names.split():
            key = f"{module}.{name}"
            found[key] = (*found.get(key, ()), *_forms(forms))
    for symbols, forms in _OPERATORS:
        found |= {f"operator.{symbol}": _forms(forms) for symbol in symbols.split()}
    for symbol in _UNARY.split():
        key = f"operator.{symbol}"
        found[key] = (*found.get(key, ()), Form(("E",)))
    return found
