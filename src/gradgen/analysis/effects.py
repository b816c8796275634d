"""What a change of one value does to others: it is added to them, or scales them.

Of these lines, with `scores: [N, K]` and `top: [N, 1]`, a change of `top` by `d` moves the first by
`-d`, scales the others by `exp(-d)`, and leaves their quotient::

    moved = scores - top
    grown = np.exp(moved)
    total = np.sum(grown, axis=1, keepdims=True)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from gradgen.analysis.facts import Facts
from gradgen.ir.expression import Expression, Literal, Name, Slice, index_items
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim
from gradgen.rules.forms.axes import literal_axes
from gradgen.rules.patterns import Bindings


class Effect(NamedTuple):
    """What a change by `d` does to a value: it adds `times * d`, or scales by `exp(times * d)`.

    `dims` is the shape of `d` as it lies along the value's last axes.
    """

    scales: bool
    times: float
    dims: tuple[Dim, ...]


class LostError(Exception):
    """Nobody can tell what a change does."""


@dataclass
class Change:
    """A change by what it does to each value that it does something to."""

    facts: Facts
    effects: Mapping[str, Effect]

    def of(self, value: Expression) -> Effect | None:
        """What the change does to an operand; `None` for nothing."""
        return self.effects.get(value.id) if isinstance(value, Name) else None

    def rank(self, value: Expression) -> int:
        """How many axes a value has."""
        rank = self.facts.shapes.of(value).rank
        if rank is None:
            raise LostError
        return rank

    def along(self, value: Expression) -> tuple[Effect, tuple[Dim, ...]]:
        """What the change does to a value, and its shape with an axis for each of the value's."""
        effect = self.of(value)
        rank = self.rank(value)
        if effect is None or len(effect.dims) > rank:
            raise LostError
        return effect, (1,) * (rank - len(effect.dims)) + effect.dims


def _sum_of_two(change: Change, operands: Bindings, sign: int) -> Effect:
    """`x + y` or `x - y`: what is added is added up; what is scaled has to be scaled alike."""
    left, right = change.of(operands["x"]), change.of(operands["y"])
    if left is None or right is None:
        lone, turn = (left, 1) if left else (right, sign)
        if lone is None or lone.scales:
            raise LostError
        return lone._replace(times=turn * lone.times)
    if left._replace(times=0) != right._replace(times=0):
        raise LostError
    if not left.scales:
        return left._replace(times=left.times + sign * right.times)
    if left.times != right.times:
        raise LostError
    return left


def _product(change: Change, operands: Bindings, sign: int) -> Effect:
    """`x * y` or `x / y`: scales multiply; what is added may be multiplied by a plain number."""
    left, right = change.of(operands["x"]), change.of(operands["y"])
    if left and right:
        if not left.scales or left._replace(times=right.times) != right:
            raise LostError
        return left._replace(times=left.times + sign * right.times)
    lone, other = (left, operands["y"]) if left else (right, operands["x"])
    if lone is None:
        raise LostError
    if lone.scales:
        return lone._replace(times=lone.times if left else sign * lone.times)
    factor = number(other)
    if factor is None or factor == 0 or (sign < 0 and not left):
        raise LostError
    return lone._replace(times=lone.times * (factor if sign > 0 else 1 / factor))


def _negative(change: Change, operands: Bindings) -> Effect:
    effect = change.of(operands["x"])
    if effect is None or effect.scales:
        raise LostError
    return effect._replace(times=-effect.times)


def _exp(change: Change, operands: Bindings) -> Effect:
    effect = change.of(operands["x"])
    if effect is None or effect.scales:
        raise LostError
    return effect._replace(scales=True)


def _log(change: Change, operands: Bindings) -> Effect:
    effect = change.of(operands["x"])
    if effect is None or not effect.scales:
        raise LostError
    return effect._replace(scales=False)


def _summed(change: Change, operands: Bindings, *, is_mean: bool = False) -> Effect:
    """A sum over axes along which the change is one number: that comes out of it."""
    effect, dims = change.along(operands["a"])
    if not effect.scales and not is_mean:
        raise LostError
    if set(operands) - {"a", "axis", "keepdims"} and not _are_usual(operands):
        raise LostError
    axes = _axes(operands["axis"], len(dims))
    if any(dims[axis] != 1 for axis in axes):
        raise LostError
    if operands["keepdims"] == Literal("True"):
        return effect._replace(dims=dims)
    return effect._replace(dims=tuple(d for i, d in enumerate(dims) if i not in axes))


def _are_usual(operands: Bindings) -> bool:
    """Whether nothing is said of types, starts, and places that are left out."""
    known = ("a", "axis", "keepdims")
    return all(v == Literal("None") for k, v in operands.items() if k not in known)


def _axes(axis: Expression, rank: int) -> frozenset[int]:
    """The axes that a reduction goes over."""
    if axis == Literal("None"):
        return frozenset(range(rank))
    places = literal_axes(axis)
    if places is None:
        raise LostError
    return frozenset(place % rank for place in places)


def _mean(change: Change, operands: Bindings) -> Effect:
    return _summed(change, operands, is_mean=True)


def _matmul(change: Change, operands: Bindings) -> Effect:
    """`x1 @ x2`, where the change scales whole rows of `x1`."""
    if change.of(operands["x2"]):
        raise LostError
    effect, dims = change.along(operands["x1"])
    if not effect.scales or len(dims) != 2 or dims[1] != 1 or change.rank(operands["x2"]) != 2:
        raise LostError
    return effect._replace(dims=dims)


def _index(change: Change, operands: Bindings) -> Effect:
    """New axes, or one element of each row: `x[:, None]`, `x[np.arange(len(x)), labels]`."""
    effect, dims = change.along(operands["a"])
    items = index_items(operands["index"])
    if all(item in (Slice(), Literal("None")) for item in items):
        left = list(dims)
        row = [left.pop(0) if item == Slice() else 1 for item in items]
        return effect._replace(dims=(*row, *left))
    if len(items) != 2 or len(dims) != 2 or dims[1] != 1:
        raise LostError
    rows, columns = items
    whole = change.facts.shapes.of(operands["a"]).dims[:1]
    are_rows = change.facts.shapes.kinds.is_different(rows) and _is_counted(rows, change)
    if not are_rows or any(change.facts.shapes.of(item).dims != whole for item in (rows, columns)):
        raise LostError
    return effect._replace(dims=dims[:1])


def _is_counted(rows: Expression, change: Change) -> bool:
    """Whether places are `np.arange(n)`."""
    if not isinstance(rows, Name):
        return False
    match = change.facts.matches.get(rows.id)
    return match is not None and match.rule.callee == "arange"


Way: TypeAlias = Callable[[Change, Bindings], Effect]
WAYS: Final[dict[str, Way]] = {
    "add": lambda change, operands: _sum_of_two(change, operands, 1),
    "subtract": lambda change, operands: _sum_of_two(change, operands, -1),
    "multiply": lambda change, operands: _product(change, operands, 1),
    "divide": lambda change, operands: _product(change, operands, -1),
    "negative": _negative,
    "exp": _exp,
    "log": _log,
    "sum": _summed,
    "mean": _mean,
    "matmul": _matmul,
    "index": _index,
}
"""What becomes of a change at each gate, by what the gate is called."""
