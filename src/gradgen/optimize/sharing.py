"""Sharing: what is computed twice is computed once, also where forward and backward meet.

Before::

    cos = np.cos(angle)
    grad_angle = grad_sin * np.cos(angle)
    grad_p = grad_q / s
    grad_s = -grad_q * q / s * (1 - p)
    grad_t = grad_r * (1 - p)

After::

    cos = np.cos(angle)
    grad_angle = grad_sin * cos
    grad_p = grad_q / s
    t1 = 1 - p
    grad_s = -grad_q * q / s * t1
    grad_t = grad_r * t1

Two arrays that are returned stay two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from gradgen.analysis.aliases import lenders
from gradgen.ir.circuit import (
    Assertion,
    Circuit,
    Enter,
    Gate,
    Leave,
    Release,
    Remark,
    Statement,
    Update,
)
from gradgen.ir.expression import (
    Apply,
    Expression,
    Name,
    children,
    names_in,
    rebuild,
    substitute,
)
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import buffers, changed, everywhere, grown, read_in, returned
from gradgen.rules.matcher import is_leaf
from gradgen.transforms.namesakes import plain

# What costs next to nothing, and reads better where it is used.
_CHEAP: Final = frozenset(
    (
        *("index", "transpose", "matrix_transpose", "T", "swapaxes", "moveaxis", "reshape"),
        *("ravel", "squeeze", "expand_dims", "broadcast_to", "asarray", "with_axes", "star"),
        *("shape", "size", "ndim", "len", "dtype", "slice", "range", "finfo", "iinfo"),
    )
)
# What makes an array that somebody may fill, and what is computed on a condition only.
_NEW: Final = frozenset(
    ("zeros_like", "ones_like", "full_like", "empty_like", "zeros", "ones", "full", "empty")
)
_COMMUTES: Final = frozenset(("add", "multiply"))


def shared(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with a name for each value that is computed several times."""
    sharing = _Sharing(circuit, known)
    body = tuple(sharing.lines())
    return everywhere(replace(circuit, body=body), sharing.merged)


@dataclass
class _Sharing:
    """The walk from the first line to the last.

    `available` are the values that are at hand by what they are, those of each loop in a dictionary
    of its own; `merged` are names that are not bound any more, and what they stand for.
    """

    circuit: Circuit
    known: Knowledge
    available: list[dict[Expression, Name]] = field(default_factory=lambda: [{}])
    merged: dict[str, Expression] = field(default_factory=dict)

    def __post_init__(self) -> None:
        body = self.circuit.body
        self.filled = buffers(body)
        self.fixed = returned(self.circuit) | self.filled | grown(body)
        self.growing = grown(body)
        self.lent = lenders(body, returned(self.circuit))
        self.counts: Counter[Expression] = Counter()
        for statement in body:
            for expression in read_in(statement):
                self._count(expression)

    def lines(self) -> Iterator[Statement]:
        """The lines of the body, with new ones for what several share."""
        for statement in self.circuit.body:
            line = changed(statement, lambda e: substitute(e, self.merged))
            if isinstance(line, Gate) and not line.idle:
                yield from self._gate(line)
                continue
            if isinstance(line, Enter) and not line.idle:
                self.available.append({})
            elif isinstance(line, Leave):
                self.available.pop()
            elif isinstance(line, Update | Assertion):
                new: list[Gate] = []
                line = changed(line, partial(self._part, line=line, new=new))
                yield from new
            yield line

    def _gate(self, gate: Gate) -> Iterator[Statement]:
        """A gate, after what it shares with later ones; or a comment, where it is there already."""
        key = self._key(gate.expression)
        there = self._find(key)
        is_lone = not gate.others and not gate.lone and not gate.grows
        if there and is_lone and self._may_merge(gate, there):
            self.merged[gate.target] = there
            yield from _said(gate, there)
            return
        new: list[Gate] = []
        expression = rebuild(gate.expression, lambda e: self._part(e, gate, new))
        yield from new
        yield replace(gate, expression=expression)
        is_final = gate.target not in self.filled | self.growing
        if is_lone and self._is_shareable(key) and is_final:
            self.available[-1].setdefault(key, Name(gate.target))

    def _may_merge(self, gate: Gate, there: Name) -> bool:
        """Whether a name can go: nobody outside sees that two values are one."""
        both_leave = gate.target in self.lent and there.id in self.lent
        return gate.target not in self.fixed and not (
            both_leave and not self.known.is_scalar(there)
        )

    def _find(self, key: Expression) -> Name | None:
        return next((names[key] for names in reversed(self.available) if key in names), None)

    def _is_shareable(self, key: Expression) -> bool:
        """Whether a value is the same wherever it is computed, and worth a thought."""
        if not isinstance(key, Apply) or is_leaf(key) or key.function.name in _NEW:
            return False
        return self.growing.isdisjoint(names_in(key))

    def _key(self, expression: Expression) -> Expression:
        """An expression that is the same for all that surely give one value."""
        inner = rebuild(expression, self._key)
        if not isinstance(inner, Apply):
            return inner
        arguments = inner.arguments
        is_operator = inner.function.module == "operator" and inner.function.name in _COMMUTES
        if is_operator and not self.known.is_row(expression):
            arguments = tuple(sorted(arguments, key=repr))
        return replace(inner, arguments=arguments, function=replace(inner.function, via=""))

    def _count(self, expression: Expression) -> None:
        """Count an expression; what is inside of one that is shared counts once."""
        if is_leaf(expression):
            return
        key = self._key(expression)
        self.counts[key] += 1
        if self.counts[key] == 1 and not _is_choice(expression):
            for part in children(expression):
                self._count(part)

    def _part(self, expression: Expression, line: Statement, new: list[Gate]) -> Expression:
        """An expression inside of a line, by name if it is shared."""
        if is_leaf(expression):
            return expression
        key = self._key(expression)
        there = self._find(key) if self._is_shareable(key) else None
        if there:
            return there
        if _is_choice(expression):
            return expression
        inner = rebuild(expression, lambda e: self._part(e, line, new))
        if self.counts[key] < 2 or not self._is_worth(expression):
            return inner
        name = Name(self.known.names.temporary())
        new.append(_part_of(line, name.id, inner))
        self.available[-1][key] = name
        return name

    def _is_worth(self, expression: Expression) -> bool:
        """Whether something deserves a line of its own."""
        if not isinstance(expression, Apply) or not self._is_shareable(expression):
            return False
        is_sign = expression.function.name == "negative" and self.known.is_scalar(expression)
        return not is_cheap(expression) and not is_sign and not self.known.is_row(expression)


def is_cheap(expression: Apply) -> bool:
    """Whether an expression only looks at a value, or gives it another layout."""
    return expression.function.name in _CHEAP or is_leaf(expression)


def _part_of(line: Statement, name: str, expression: Expression) -> Gate:
    """The line of a part of another line, which others read too."""
    span = None if isinstance(line, Remark | Release) else line.span
    if not isinstance(line, Gate | Update) or not line.rule:
        return Gate(name, expression, span)
    word = next((text for text in reversed(line.note) if text), line.rule)
    return Gate(name, expression, span, note=(f"{word}: a part of several", word), rule=line.rule)


def _said(gate: Gate, there: Name) -> Iterator[Remark]:
    """What is told of a line of the user's that has gone."""
    if not gate.rule:
        yield Remark(f"# {plain(gate.target)} is the same as {plain(there.id)}")


def _is_choice(expression: Expression) -> bool:
    """Whether parts of an expression are computed on a condition only."""
    names = ("where", "logical_and", "logical_or")
    return isinstance(expression, Apply) and (
        expression.function.name in names and expression.function.module in ("operator", "builtins")
    )
