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
    Slice,
    Symbol,
    operator,
    subscript,
    substitute,
)
from gradgen.ir.numerals import number
from gradgen.transforms.numba.call import (
    NONE,
    Call,
    UnknownToNumbaError,
    UnsaidError,
    own,
    with_axes_kept,
    written,
)
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


def _full_like(call: Call) -> Expression | None:
    like, value = call["a"], call["fill_value"]
    if call["dtype"] != NONE:
        raise UnknownToNumbaError
    if call.is_plain("fill_value") and not call.is_plain("a"):
        return (
            None if _rank(call, "a") else written("value * ones_like(like)", value=value, like=like)
        )
    if _rank(call, "a") is None:
        return written("value * ones_like(like)", value=value, like=like)
    if call.is_plain("a"):
        return written("value * 1.0", value=value)
    return own("filled_like", like, value)


def _rank(call: Call, name: str) -> int | None:
    return call.shape_of(call[name]).rank


def _spread_like(call: Call) -> Expression:
    dot, like = call["dot"], call["x"]
    if call.rank("x") == 0:
        return written("dot * 1.0", dot=dot)
    return own("filled_like", like, dot)


def _unbroadcast(call: Call) -> Expression:
    """Where both shapes are known, the sums over the axes that were broadcast."""
    grad, like = (call.shape_of(call[name]) for name in ("grad", "like"))
    if not grad.is_exact or not like.is_exact:
        raise UnsaidError
    lead = len(grad.dims) - len(like.dims)
    value = call["grad"]
    for _ in range(lead):
        value = written("sum(x, axis=0)", x=value)
    for axis, (whole, own_size) in enumerate(zip(grad.dims[lead:], like.dims, strict=True)):
        if whole != own_size and own_size != 1:
            raise UnsaidError
        if whole != own_size:
            summed = written("sum(x, axis=k)", x=value, k=Literal(str(axis)))
            value = with_axes_kept(summed, (axis,), len(like.dims))
    return value


def _row_wise(name: str) -> Callable[[Call], Expression]:
    """A gate along an axis, written for the last one."""

    def write(call: Call) -> Expression:
        operand = "a" if "a" in call.operands else "x"
        x, axes, rank = call[operand], call.axes(operand), call.rank(operand)
        if rank == 0 or (axes is None and rank > 1) or (axes and len(axes) > 1):
            raise UnknownToNumbaError
        axis = 0 if axes is None else axes[0]
        if rank == 1:
            whole = subscript(own(name, subscript(x, Sequence((NONE, Slice())))), Literal("0"))
            if call.is_true("keepdims"):
                raise UnknownToNumbaError
            return whole
        if name == "logsumexp":
            rows = x if axis == rank - 1 else written("moveaxis(x, k, last)", **_moved(x, axis))
            summed = own(name, rows)
            return with_axes_kept(summed, (axis,), rank) if call.is_true("keepdims") else summed
        if axis == rank - 1:
            return own(name, x)
        if rank == 2:
            return written("transpose(y)", y=own(name, written("transpose(x)", x=x)))
        inner = own(name, written("moveaxis(x, k, last)", **_moved(x, axis)))
        return written("moveaxis(y, last, k)", y=inner, k=Literal(str(axis)), last=Literal("-1"))

    return write


def _moved(x: Expression, axis: int) -> dict[str, Expression]:
    return {"x": x, "k": Literal(str(axis)), "last": Literal("-1")}


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


def _tri(call: Call) -> Expression | None:
    if (call["M"], number(call["k"])) != (NONE, 0):
        raise UnknownToNumbaError
    kind = call["dtype"]
    is_bool = isinstance(kind, Symbol) and kind.function.name == "bool"
    return written("tri(n) > 0", n=call["N"]) if is_bool else None


def _squeeze(call: Call) -> Expression:
    axes = call.axes("a")
    if axes is None:
        raise UnknownToNumbaError
    rank = call.rank("a")
    items = tuple(Literal("0") if axis in axes else Slice() for axis in range(rank))
    return subscript(call["a"], Sequence(items))


def _reshape(call: Call) -> Expression:
    x = call["a"]
    return written("reshape(x, shape)", x=written("ascontiguousarray(x)", x=x), shape=call["shape"])


def _joined(call: Call) -> Expression:
    row = call["*arrays"]
    assert isinstance(row, Sequence)
    whole = call.whole
    return Apply(whole.function, (Sequence(row.items), *whole.arguments[1:]), whole.keywords)


def _array(call: Call) -> Expression | None:
    """numba makes arrays of numbers, and stacks of arrays."""
    row = call.operands.get("*object")
    if row is None and call["dtype"] == NONE and call.rank("object"):
        return written("copy(x)", x=call["object"])
    if call["dtype"] != NONE or not isinstance(row, Sequence):
        raise UnknownToNumbaError
    ranks = {call.shape_of(item).rank for item in row.items}
    if ranks == {0}:
        return call.whole
    if None in ranks:
        raise UnsaidError
    outer = call.whole.arguments[0]
    if len(ranks) > 1 or not isinstance(outer, Sequence) or outer.items != row.items:
        raise UnknownToNumbaError
    return written("stack(row)", row=Sequence(row.items))


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


def _zeros(call: Call) -> Expression | None:
    """What is computed is float64: that is what numba makes where no type is named."""
    arguments = call.whole.arguments
    if len(arguments) < 2:
        return None
    return Apply(call.whole.function, arguments[:1])


def _result_type(call: Call) -> Expression:
    """All is computed in float64."""
    return Symbol(Function("float64", "numpy", "float64"))


def _sum(call: Call) -> Expression | None:
    """Python's own sum of a few numbers: numba has it of a tuple."""
    row, *others = call.whole.arguments
    if call.whole.function.module != "builtins" or others or not isinstance(row, Sequence):
        return None
    return Apply(call.whole.function, (Sequence(row.items),))


def _ndim(call: Call) -> Expression:
    return Literal(str(call.rank(next(iter(call.operands)))))


_WORDS: Final[Mapping[str, Callable[[Call], Expression | None]]] = {
    "full_like": _full_like,
    "spread_like": _spread_like,
    "unbroadcast": _unbroadcast,
    "softmax": _row_wise("softmax"),
    "scipy_softmax": _row_wise("softmax"),
    "log_softmax": _row_wise("log_softmax"),
    "scipy_log_softmax": _row_wise("log_softmax"),
    "logsumexp": _row_wise("logsumexp"),
    "scipy_logsumexp": _row_wise("logsumexp"),
    "matmul": _matmul,
    "inner": _inner,
    "tri": _tri,
    "squeeze": _squeeze,
    "reshape": _reshape,
    "stack": _joined,
    "concatenate": _joined,
    "hstack": _joined,
    "vstack": _joined,
    "column_stack": _joined,
    "array": _array,
    "abs": _abs,
    "clip": _clip,
    "power": _power,
    "zeros": _zeros,
    "ndim": _ndim,
    "sum": _sum,
    "result_type": _result_type,
}
