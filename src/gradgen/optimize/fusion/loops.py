"""Loops: a cluster of steps as statements, one element at a time and nothing in between.

Before, over [N]::

    t1 = np.exp(x)
    y = t1 * x
    total = np.sum(y)

After, where `y` is read later and `t1` is not::

    y = np.empty(x.shape)
    total = 0.0
    for i in range(x.shape[0]):
        t1 = np.exp(x[i])
        y_i = t1 * x[i]
        total = total + y_i
        y[i] = y_i
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from gradgen.ir.circuit import Enter, Gate, Leave, Note, Remark, Statement, Update
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Symbol,
    operator,
)
from gradgen.ir.names import Names
from gradgen.ir.shape import Shape
from gradgen.optimize.fusion.clusters import Cluster
from gradgen.optimize.fusion.elements import Elements, is_truth
from gradgen.optimize.fusion.naming import Naming
from gradgen.optimize.fusion.sizes import Sizes
from gradgen.optimize.fusion.steps import ZEROS, Step

_RANGE: Final = Function("range", "builtins", "range")
_EMPTY: Final = Function("empty", "numpy", "empty")
_BOOL: Final = Symbol(Function("bool_", "numpy", "bool_"))
_SHAPE_ONLY: Final = re.compile(r"(?: -> )?\[[^\]]*\]$")


@dataclass
class Loops:
    """What all loops of a function share.

    `called` has the names for versions and for their elements.
    """

    shapes: Mapping[str, Shape]
    sizes: Sizes
    names: Names
    called: Naming

    def shape_of(self, expression: Expression) -> Shape:
        """The shape of a version."""
        assert isinstance(expression, Name)
        return self.shapes[expression.id]

    def written(self, cluster: Cluster) -> Iterator[Statement]:
        """A loop, and above it what it fills."""
        indices = [self._index(n) for n in range(len(cluster.domain))]
        for step in cluster.steps:
            yield from self._made_before(step)
        span = next(s.gate.span for s in cluster.steps if isinstance(s.statement, Gate))
        for index, dim in zip(indices, cluster.domain, strict=True):
            yield Enter(index, Apply(_RANGE, (self.sizes.turns(dim),)), span)
        own = {s.gate.target for s in cluster.steps if _is_of_elements(s)}
        scalars = {n: name for n, name in self.called.elements.items() if n in own}
        elements = Elements(cluster.domain, indices, self.shape_of, scalars, self.sizes.at_hand)
        half = ""
        for step in cluster.steps:
            if step.half != half:
                yield Remark(step.half, heading=True)
                half = step.half
            yield from self._in_loop(step, elements, indices)
        yield from self._stores(cluster, indices)
        yield from (Leave() for _ in indices)

    def _index(self, place: int) -> str:
        letter = "ijklmn"[place] if place < 6 else f"i{place}"
        while letter in self.names:
            letter = f"{letter}_{place}" if letter[-1].isalpha() else f"{letter}_"
        return letter

    def _made_before(self, step: Step) -> Iterator[Statement]:
        """Arrays for what is kept, and sums at their start."""
        if not isinstance(step.statement, Gate) or step.statement.idle:
            return
        gate = step.gate
        name, left = gate.target, self.shapes[gate.target].dims
        if step.axes is not None:
            start: Expression = Literal("0.0")
            if left:
                start = Apply(ZEROS, (self.sizes.shape(left),))
            yield Gate(name, start, gate.span, rule=gate.rule)
        elif name in self.called.kept:
            kind = (("dtype", _BOOL),) if is_truth(gate.expression) else ()
            new = Apply(_EMPTY, (self.sizes.shape(left),), kind)
            yield Gate(name, new, gate.span, rule=gate.rule)

    def _in_loop(self, step: Step, elements: Elements, indices: list[str]) -> Iterator[Statement]:
        if not isinstance(step.statement, Gate) or step.statement.idle:
            yield step.statement
            return
        gate = step.gate
        value = elements.of(gate.expression)
        note = _of_one(gate.note)
        if step.axes is None:
            name = self.called.elements[gate.target]
            yield replace(gate, target=name, expression=value, note=note)
            return
        name = gate.target
        place = self._left(step, indices)
        if place is None:
            total = operator("add", "+", Name(name), value)
            yield replace(gate, target=name, expression=total, note=note, grows=True)
        else:
            yield Update(name, place, value, gate.span, note, gate.rule, comments=gate.comments)

    def _left(self, step: Step, indices: list[str]) -> Expression | None:
        """Where a sum along some axes adds an element; `None` for a sum of all."""
        assert step.axes is not None
        items: list[Expression] = []
        for axis, index in enumerate(indices):
            if axis not in step.axes:
                items.append(Name(index))
            elif step.kept:
                items.append(Literal("0"))
        if not items:
            return None
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _stores(self, cluster: Cluster, indices: list[str]) -> Iterator[Statement]:
        row: list[Expression] = [Name(index) for index in indices]
        place = row[0] if len(row) == 1 else Sequence(tuple(row))
        for step in cluster.steps:
            if _is_of_elements(step) and step.gate.target in self.called.kept:
                gate = step.gate
                value = Name(self.called.elements[gate.target])
                yield Update(gate.target, place, value, gate.span, rule=gate.rule, puts=True)


def _is_of_elements(step: Step) -> bool:
    return isinstance(step.statement, Gate) and not step.statement.idle and step.axes is None


def _of_one(note: Note) -> Note:
    """A note without the shape of the whole, of which one element is computed."""
    return tuple(dict.fromkeys(filter(None, (_SHAPE_ONLY.sub("", text) for text in note))))
