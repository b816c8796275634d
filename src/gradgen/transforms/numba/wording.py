"""NumPy's words and SciPy's that numba lacks, in words that it has: one small function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    operator,
    substitute,
)
from gradgen.ir.numerals import number
from gradgen.transforms.numba.call import (
    NONE,
    Call,
    UnknownToNumbaError,
    own,
    written,
)
from gradgen.transforms.numba.creations import (
    array,
    full_like,
    joined,
    result_type,
    spread_like,
    tri,
    zeros,
)
from gradgen.transforms.numba.layouts import ndim, reshape, row_wise, squeeze, unbroadcast
from gradgen.transforms.numba.reductions import REDUCTIONS, reduction

# Functions of one number in `scipy.special`, and the definitions in their place.
_SPECIAL: Final = {
    "erf": "erf",
    "erfc": "erfc",
    "lgamma": "gammaln",
    "ndtr": "normal_cdf",
    "sigmoid": "sigmoid",
}


def _of_math(name: str, argument: Expression) -> Expression:
    return Apply(Function(name, "math", name), (argument,))


# What they are of a single number.
_X: Final = Name("x")
_OF_ONE: Final = {
    "erf": _of_math("erf", _X),
    "erfc": _of_math("erfc", _X),
    "lgamma": _of_math("lgamma", _X),
    "ndtr": operator(
        "multiply",
        "*",
        Literal("0.5"),
        _of_math(
            "erfc",
            operator(
                "divide",
                "/",
                operator("negative", "-", _X),
                _of_math("sqrt", Literal("2.0")),
            ),
        ),
    ),
}


def worded(call: Call, gate: str) -> Expression | None:
    """A call in numba's words; `None` where it may stand as it is.

    Raises UnsaidError where numbers of dimensions would have to be known, UnknownToNumbaError where
    there are no such words.
    """
    module = call.whole.function.module
    if module == "scipy.special" and gate in _OF_ONE and call.is_plain("x"):
        return substitute(_OF_ONE[gate], {"x": call["x"]})
    if module == "scipy.special" and gate in _SPECIAL:
        return own(_SPECIAL[gate], *call.whole.arguments)
    if gate in REDUCTIONS and module not in ("operator", "builtins"):
        return reduction(call, gate)
    word = _WORDS.get(gate)
    return word(call) if word else None


def _rank(call: Call, name: str) -> int | None:
    return call.shape_of(call[name]).rank


_OF_STACKS: Final = {
    (3, 3): "multiply_stacks",
    (2, 3): "multiply_by_stack",
    (3, 2): "multiply_stack_by",
}


def _matmul(call: Call) -> Expression:
    names = [name for name in call.operands if not name.startswith("*")][:2]
    x, y = (call[name] for name in names)
    ranks = tuple(_rank(call, name) for name in names)
    if ranks in _OF_STACKS:
        return own(_OF_STACKS[ranks], x, y)
    if any(rank is not None and rank > 2 for rank in ranks) or 0 in ranks:
        raise UnknownToNumbaError
    return operator("matmul", "@", x, y)


def _inner(call: Call) -> Expression:
    ranks = call.rank("a"), call.rank("b")
    if 0 in ranks:
        return written("a * b", a=call["a"], b=call["b"])
    if max(ranks) > 2:
        raise UnknownToNumbaError
    right = call["b"] if ranks[1] == 1 else written("transpose(b)", b=call["b"])
    return operator("matmul", "@", call["a"], right)


def _abs(call: Call) -> Expression | None:
    is_built_in = call.whole.function.module == "builtins"
    return written("abs(x)", x=call["x"]) if is_built_in and not call.is_plain("x") else None


def _clip(call: Call) -> Expression | None:
    low, high = call["a_min"], call["a_max"]
    if NONE in (low, high):
        raise UnknownToNumbaError
    if _rank(call, "a") and call.is_plain("a_min") and call.is_plain("a_max"):
        return None
    return written("minimum(maximum(x, low), high)", x=call["a"], low=low, high=high)


def _power(call: Call) -> Expression | None:
    """Of whole numbers, numba would give a whole number for a negative exponent too."""
    x, y = call["x"], call["y"]
    value = number(y)
    if value is None and call.shape_of(y).rank:
        return None
    if value is None:
        y = written("y * 1.0", y=y)
    elif isinstance(value, int) and value < 0:
        y = Literal(f"{value}.0")
    else:
        return None
    return Apply(call.whole.function, (x, y))


def _sum(call: Call) -> Expression | None:
    """Python's own sum of a few numbers: numba has it of a tuple."""
    row, *others = call.whole.arguments
    if call.whole.function.module != "builtins" or others or not isinstance(row, Sequence):
        return None
    return Apply(call.whole.function, (Sequence(row.items),))


_WORDS: Final[Mapping[str, Callable[[Call], Expression | None]]] = {
    "full_like": full_like,
    "spread_like": spread_like,
    "unbroadcast": unbroadcast,
    "softmax": row_wise("softmax"),
    "scipy_softmax": row_wise("softmax"),
    "log_softmax": row_wise("log_softmax"),
    "scipy_log_softmax": row_wise("log_softmax"),
    "logsumexp": row_wise("logsumexp"),
    "scipy_logsumexp": row_wise("logsumexp"),
    "matmul": _matmul,
    "inner": _inner,
    "tri": tri,
    "squeeze": squeeze,
    "reshape": reshape,
    "stack": joined,
    "concatenate": joined,
    "hstack": joined,
    "vstack": joined,
    "column_stack": joined,
    "array": array,
    "abs": _abs,
    "clip": _clip,
    "power": _power,
    "zeros": zeros,
    "ndim": ndim,
    "sum": _sum,
    "result_type": result_type,
}
