"""Spreads: one number for many elements stays one until it meets an array of them.

Before, where `x`, `s` and `t` have one shape, and `x` and `t` one type::

    grad_t = np.full_like(t, grad_L)
    grad_s = np.broadcast_to(grad_r[:, None], s.shape)
    grad_x = grad_t * 2 * x + grad_s * s

After::

    grad_t = np.array(grad_L, dtype=t.dtype)
    grad_s = grad_r[:, None]
    grad_x = grad_t * 2 * x + grad_s * s

The number has the type of the array that it was to fill. Where anything but operations element by
element is made of it, the array is there as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from gradgen.ir.circuit import Circuit, Gate, Statement, Update
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Name,
    Sequence,
    names_in,
    rebuild,
)
from gradgen.optimize.knowledge import Knowledge, known_of
from gradgen.optimize.lines import gates, read_in, reads, returned, without_shapes


def spread_late(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with gradients that are spread over arrays no earlier than need be."""
    late = {name for name, g in gates(circuit.body).items() if g.rule and _spread(g, known) != g}
    while late:
        small = _with_small(circuit, late, known)
        check = _Check(circuit, small, known, known_of(small, known.entering))
        wrong = set(check.held())
        if not wrong:
            return replace(small, body=tuple(map(check.noted, small.body)))
        late = late - wrong if late & wrong else set()  # nobody is to blame: all stays
    return circuit


def _with_small(circuit: Circuit, late: set[str], known: Knowledge) -> Circuit:
    def line(statement: Statement) -> Statement:
        is_late = isinstance(statement, Gate) and statement.target in late
        if not is_late or not isinstance(statement, Gate):
            return statement
        return _spread(statement, known)

    return replace(circuit, body=tuple(map(line, circuit.body)))


def _spread(gate: Gate, known: Knowledge) -> Gate:
    """A gate that leaves what it would spread as small as it is."""

    def small(expression: Expression) -> Expression:
        match expression:
            case Apply(Function(name="full_like"), (Name() as like, value), ()) if known.is_scalar(
                value
            ) and known.is_array(like):
                return _lone("array", value, like)
            case Apply(Function(name="ones_like"), (Name() as like,), ()) if known.is_array(like):
                return _lone("ones", Sequence(()), like)
            case Apply(Function(name="broadcast_to"), (value, _), ()):
                return small(value)
            case _:
                return (
                    rebuild(expression, small) if _is_elementwise(expression, known) else expression
                )

    return replace(gate, expression=small(gate.expression))


def _lone(function: str, argument: Expression, like: Name) -> Apply:
    """`np.ones((), dtype=like.dtype)`, or `np.array(value, dtype=like.dtype)`."""
    dtype = Apply(Function("dtype", "attribute", "dtype"), (like,))
    made = Function(function, "numpy", function)
    return Apply(made, (argument,), (("dtype", dtype),))


def _is_elementwise(expression: Expression, known: Knowledge) -> bool:
    """Whether each element of a value is made of those at its place, by broadcasting."""
    if not isinstance(expression, Apply):
        return False
    match = known.match(expression)
    return match is not None and match.guard is None and match.rule.is_elementwise


@dataclass
class _Check:
    """Finds what cannot be as small as it is in the circuit `small`."""

    circuit: Circuit
    small: Circuit
    before: Knowledge
    after: Knowledge

    def held(self) -> Iterator[str]:
        """The names that the first wrong line leads back to; what follows may be right without."""
        made = {s.target: s for s in self.small.body if isinstance(s, Gate) and not s.idle}
        for statement in islice(self._wrong(), 1):
            pending = list(reads(statement))
            seen: set[str] = set(getattr(statement, "targets", ()))
            while pending:
                name = pending.pop()
                if name in made and name not in seen and self._is_smaller(Name(name)):
                    pending += names_in(made[name].expression)
                seen.add(name)
            yield from seen

    def noted(self, statement: Statement) -> Statement:
        """A line that says nothing of a shape that it does not give any more."""
        if not isinstance(statement, Gate) or not self._is_smaller(Name(statement.target)):
            return statement
        return replace(statement, note=without_shapes(statement.note))

    def _wrong(self) -> Iterator[Statement]:
        """The lines that would give something else than before."""
        fixed = returned(self.small) | {s.target for s in self.small.body if isinstance(s, Update)}
        for old, new in zip(self.circuit.body, self.small.body, strict=True):
            if isinstance(new, Gate) and not new.idle and self._is_smaller(Name(new.target)):
                plain = not new.others and not new.lone and not new.grows
                if not plain or not new.rule or new.target in fixed:
                    yield new
            pairs = zip(read_in(old), read_in(new), strict=True)
            is_place = isinstance(new, Update) and self._is_sensitive(new.index)
            is_row = isinstance(new, Update) and new.by_rows and self._is_smaller(new.value)
            if is_place or is_row or not all(self._is_right(*pair) for pair in pairs):
                yield new

    def _is_smaller(self, value: Expression) -> bool:
        """Whether a value has another shape than before."""
        return self.before.shape(value) != self.after.shape(value)

    def _is_sensitive(self, expression: Expression) -> bool:
        return any(self._is_smaller(Name(name)) for name in names_in(expression))

    def _is_right(self, old: Expression, new: Expression) -> bool:
        """Whether the small values in an expression meet others element by element."""
        if old != new or not isinstance(new, Apply) or not self._is_sensitive(new):
            return True
        if not _is_elementwise(new, self.after):
            return False
        return all(self._is_right(part, part) for part in new.arguments)
