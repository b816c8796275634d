"""Forms for what reads parts of an array: going back, the gradient is added at those places."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    index_items,
    rebuild,
    subscript,
)
from gradgen.ir.numerals import is_number
from gradgen.ir.shape import MisfitError, Shape, UnsureError
from gradgen.rules.forms.absence import zeros_of
from gradgen.rules.forms.surroundings import Surroundings, fill, form
from gradgen.rules.output_shapes.indexing import subscripted
from gradgen.rules.output_shapes.operands import Operands

# `at(grad, index)`: add `grad` at `index` of the operand's gradient, which is a buffer of its own.
AT: Final = "at"

_ALL, _BACKWARDS = Slice(), Slice(None, None, Literal("-1"))
_NEW, _DOTS, _NONE = Literal("None"), Literal("..."), Literal("None")


@form
def unindexed(
    around: Surroundings, grad: Expression, a: Expression, index: Expression
) -> Expression:
    """`grad` back where `a[index]` was read."""
    items = index_items(index)
    if around.shape_of(a).is_scalar and around.shape_of(around.out).is_scalar:
        return grad
    if items and all(item in (_ALL, _BACKWARDS, _DOTS) for item in items):
        return subscript(grad, index) if _BACKWARDS in items else grad
    if items and all(item in (_ALL, _NEW, _DOTS) for item in items):
        return fill("grad.reshape(shape)", grad=grad, shape=around.shape(a))
    return Apply(Function(AT), (grad, index))


@form
def back_to_item(around: Surroundings, grad: Expression, a: Expression) -> Expression:
    """`grad` back where `a.item(i, j)` was read: a lone number counts the elements in a row."""
    row = around.bindings["*args"]
    assert isinstance(row, Sequence)
    place = row.items[0] if len(row.items) == 1 else row
    if isinstance(place, Sequence):
        return Apply(Function(AT), (grad, replace(place, brackets="()")))
    if around.shape_of(a).rank == 1:
        return Apply(Function(AT), (grad, place))
    return fill("scatter(grad, place, a)", grad=grad, place=place, a=a)


def sent_to(value: Expression) -> tuple[Expression, Expression] | None:
    """What is sent and at which index, where a line sends to a part of its operand."""
    if isinstance(value, Apply) and value.function == Function(AT):
        sent, index = value.arguments
        return sent, index
    return None


def placed(grad: Expression, index: Expression, a: Expression) -> Expression:
    """An expression in the shape of `a` with `grad` at `index`, and zeros elsewhere."""
    return fill("placed(grad, index, a)", grad=grad, index=as_argument(index), a=a)


def as_argument(index: Expression) -> Expression:
    """An index as it is written outside of a subscript: `(i, slice(1, None))` for `i, 1:`."""
    if not isinstance(index, Slice):
        return rebuild(index, as_argument)
    start, stop, step = (part or _NONE for part in (index.start, index.stop, index.step))
    parts = (start, stop) if step == _NONE else (start, stop, step)
    lone = parts[:-1] == (_NONE,)
    return Apply(Function("slice", "builtins", "slice"), (stop,) if lone else parts)


@form
def read_at(
    around: Surroundings, grad: Expression, index: Expression, part: Expression
) -> Expression:
    """`grad` where `part` was added at `index`, of which the last one counts."""
    once = all(_names_once(around, item) for item in index_items(index))
    read = subscript(grad, index) if once else fill("last_at(grad, i)", grad=grad, i=index)
    if once and _left_by(around, index) == around.shape_of(part):
        return read
    return fill("unbroadcast(read, part)", read=read, part=part)


def _left_by(around: Surroundings, index: Expression) -> Shape | None:
    """The shape that an index leaves of the output, where it is known."""
    values = {"a": around.out, "index": index}
    try:
        return subscripted(Operands(values, around.shape_of, lambda _: None))
    except (MisfitError, UnsureError):
        return None


def _names_once(around: Surroundings, item: Expression) -> bool:
    """Whether an item of an index surely names no place twice."""
    if isinstance(item, Slice | Literal):
        return True
    return isinstance(item, Name | Apply) and around.shape_of(item).is_scalar


@form
def added_there(
    around: Surroundings, total: Expression, index: Expression, part: Expression
) -> Expression:
    """The tangent of what something was added to at `index`."""
    return _grown("added_at", around, total, index, part)


@form
def summed_there(
    around: Surroundings, total: Expression, index: Expression, part: Expression
) -> Expression:
    """As `added_there`, where an index that repeats counts each time."""
    return _grown("summed_at", around, total, index, part)


def _grown(
    name: str, around: Surroundings, total: Expression, index: Expression, part: Expression
) -> Expression:
    if is_number(part, 0) or zeros_of(part):
        return total
    if is_number(total, 0):  # an array all the same, of no dimensions
        total = fill("zeros_like(total)", total=around.bindings["total"])
    return fill(f"{name}(total, index, part)", total=total, index=index, part=part)
