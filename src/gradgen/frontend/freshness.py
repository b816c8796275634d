"""Which gates make a value of their own, and which values may share memory.

The lists name gates, whose functions, be they of NumPy or SciPy, were looked up one by one. What is
not named may share memory, as `np.round` does with an array of whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence as Sequence_
from typing import Final

from gradgen.ir.circuit import Gate
from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    Sequence,
    index_items,
    names_in,
)
from gradgen.ir.namespaces import ASKING
from gradgen.ir.numerals import number
from gradgen.rules.matcher import is_constant, is_size
from gradgen.targets.python import WELL_KNOWN
from gradgen.targets.signatures import is_ufunc, qualified_name

# Operators that give one of their operands, or a part of it.
_LENDERS: Final = frozenset(("where", "index", "logical_and", "logical_or"))
_LIBRARIES: Final = frozenset(("numpy", "numpy.linalg", "scipy.linalg", "scipy.special", "method"))
# Functions of these that never give a view, and the methods of the same names.
_MAKERS: Final = frozenset(
    (
        # numbers from many
        *("sum", "mean", "prod", "amax", "amin", "var", "std", "ptp", "average", "trace"),
        *("median", "quantile", "percentile", "count_nonzero", "argmax", "argmin", "argsort"),
        *("nansum", "nanmean", "nanprod", "nanmax", "nanmin", "nanvar", "nanstd", "nanmedian"),
        *("cumsum", "cumprod", "nancumsum", "nancumprod", "clip"),
        *("scipy_softmax", "scipy_log_softmax", "scipy_logsumexp"),
        # products, and what is made of neighbours
        *("dot", "inner", "outer", "vdot", "tensordot", "kron", "cross", "multi_dot"),
        *("convolve", "correlate", "trapezoid", "interp", "gradient", "ediff1d"),
        # new arrays
        *("zeros", "ones", "eye", "full", "zeros_like", "ones_like", "full_like", "identity"),
        *("tri", "arange", "linspace", "logspace", "geomspace", "vander", "diagflat", "copy"),
        # elements that are chosen, or put elsewhere
        *("concatenate", "stack", "hstack", "vstack", "dstack", "column_stack", "block", "append"),
        *("where", "tril", "triu", "take", "take_along_axis", "compress", "extract", "select"),
        *("tile", "repeat", "pad", "roll", "sort", "partition"),
        # linear algebra
        *("inv", "solve", "det", "slogdet", "cholesky", "eigh", "eigvalsh", "svd", "svdvals"),
        *("qr", "pinv", "lstsq", "norm", "vector_norm", "matrix_norm", "solve_triangular"),
        *("expm", "cho_solve", "block_diag", "toeplitz", "tensorinv", "tensorsolve"),
    )
)
_BUILT_IN: Final = frozenset(("abs", "float", "len", "power", "sum"))
# Of gradgen's own definitions those that make an array of their own.
_DEFINED: Final = frozenset(
    (
        *("added_at", "summed_at", "put_at", "placed", "scatter", "windows_back"),
        *("left_of_matmul", "right_of_matmul", "left_of_dot", "right_of_dot"),
        *("left_of_inner", "right_of_inner"),
    )
)
# Gates that give all of an array, or a part of it, in the same memory, which may be written to.
_VIEWS: Final = frozenset(
    (
        *("index", "transpose", "matrix_transpose", "swapaxes", "moveaxis", "rollaxis", "reshape"),
        *("ravel", "squeeze", "expand_dims", "flip", "fliplr", "flipud", "rot90", "asarray"),
        "stop_gradient",
    )
)


def makes_its_own(expression: Expression) -> bool:
    """Whether what an expression computes is surely in memory of its own."""
    if not isinstance(expression, Apply):
        return isinstance(expression, Literal) or is_constant(expression)
    function = expression.function
    if function.name in _CONDITIONS:
        return _CONDITIONS[function.name](expression)
    if is_size(expression) or is_constant(expression) or function.module == "math":
        return True
    if function.module == "operator" and function.name not in _LENDERS:
        return True
    if function.module in _LIBRARIES and function.name in _MAKERS:
        return True
    if function.module == "builtins":
        return function.name in _BUILT_IN
    if function.module == "gradgen":
        is_known = function.name in WELL_KNOWN and function.name not in _VIEWS
        return function.name in _DEFINED or is_known
    return function.attribute == "flatten" or is_ufunc(qualified_name(function))


def sharers(value: Expression, gates: Sequence_[Gate]) -> frozenset[str] | None:
    """The names of values that may share memory with `value`, which is one of them.

    `None` where that cannot be told, or where somebody outside of the circuit may have it too.
    """
    makers = {target: gate for gate in gates for target in gate.targets}
    base: Expression | None = value
    while isinstance(base, Name) and base.id in makers:
        maker = makers[base.id]
        made = maker.expression
        if makes_its_own(made) and not maker.grows:
            break
        is_lent = maker.grows or lends(made)  # a loop may have no turns
        base = made.arguments[0] if isinstance(made, Apply) and is_lent else None
    if not isinstance(base, Name) or base.id not in makers:
        return None
    found = {base.id}
    for gate in gates:
        if gate.grows and gate.total in found:
            found.update(gate.targets)
        if not makes_its_own(gate.expression) and not found.isdisjoint(names_in(gate.expression)):
            found.update(gate.targets)
    return frozenset(found)


def lends(expression: Expression) -> bool:
    """Whether an expression gives its first operand, or a part of it, as it is in memory.

    What is neither this nor of its own may hold one place of memory twice, or be read-only.
    """
    return isinstance(expression, Apply) and expression.function.name in _VIEWS


def _is_copied(call: Apply) -> bool:
    """`np.array(x)`, `x.astype(t)`: a copy, unless it is told not to make one."""
    return len(call.arguments) <= 2 and "copy" not in dict(call.keywords)


def _has_list(call: Apply) -> bool:
    """`x[[0, 2]]`: places in a list are read one by one."""
    items = index_items(call.arguments[1])
    return any(isinstance(item, Sequence) and item.brackets == "[]" for item in items)


def _is_of_many(call: Apply) -> bool:
    """`np.einsum("ij,jk->ik", a, b)`: of one array, it may be a diagonal of that."""
    return isinstance(call.arguments[0], Literal) and len(call.arguments) > 2


def _differs(call: Apply) -> bool:
    """`np.diff(x)`: the difference of no order is the array itself."""
    order = call.arguments[1] if len(call.arguments) > 1 else dict(call.keywords).get("n")
    return order is None or (number(order) or 0) > 0


_CONDITIONS: Final = {
    ASKING: lambda call: True,
    "array": _is_copied,
    "astype": _is_copied,
    "asarray": lambda call: dict(call.keywords).get("copy") == Literal("True"),
    "nan_to_num": lambda call: len(call.arguments) == 1 and not call.keywords,
    "index": _has_list,
    "einsum": _is_of_many,
    "diff": _differs,
}
