"""Arrays that are made: filled, of zeros, of rows that are joined; in words that numba has."""

from __future__ import annotations

from gradgen.ir.expression import Apply, Expression, Function, Sequence, Symbol
from gradgen.ir.numerals import number
from gradgen.transforms.numba.call import (
    NONE,
    Call,
    UnknownToNumbaError,
    UnsaidError,
    own,
    written,
)


def full_like(call: Call) -> Expression | None:
    """An array of one number, or of an array that is spread, in the shape of another one."""
    like, value = call["a"], call["fill_value"]
    if call["dtype"] != NONE:
        raise UnknownToNumbaError
    if call.is_plain("fill_value") and not call.is_plain("a"):
        return (
            None
            if call.shape_of(call["a"]).rank
            else written("value * ones_like(like)", value=value, like=like)
        )
    if call.shape_of(call["a"]).rank is None:
        return written("value * ones_like(like)", value=value, like=like)
    if call.is_plain("a"):
        return written("value * 1.0", value=value)
    return own("filled_like", like, value)


def spread_like(call: Call) -> Expression:
    """A tangent in the shape of a value."""
    dot, like = call["dot"], call["x"]
    if call.rank("x") == 0:
        return written("dot * 1.0", dot=dot)
    return own("filled_like", like, dot)


def tri(call: Call) -> Expression | None:
    """Ones below the diagonal, of numbers or of truths."""
    if (call["M"], number(call["k"])) != (NONE, 0):
        raise UnknownToNumbaError
    kind = call["dtype"]
    is_bool = isinstance(kind, Symbol) and kind.function.name == "bool"
    return written("tri(n) > 0", n=call["N"]) if is_bool else None


def array(call: Call) -> Expression | None:
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


def joined(call: Call) -> Expression:
    """Arrays that are joined stand in a tuple."""
    row = call["*arrays"]
    assert isinstance(row, Sequence)
    whole = call.whole
    return Apply(whole.function, (Sequence(row.items), *whole.arguments[1:]), whole.keywords)


def zeros(call: Call) -> Expression | None:
    """What is computed is float64: that is what numba makes where no type is named."""
    arguments = call.whole.arguments
    if len(arguments) < 2:
        return None
    return Apply(call.whole.function, arguments[:1])


def result_type(call: Call) -> Expression:
    """All is computed in float64."""
    return Symbol(Function("float64", "numpy", "float64"))
