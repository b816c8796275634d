"""Local gradients: what a gate sends back to an operand, in the operand's shape and type.

The lines of the rules know nothing of broadcasting, of precision, of conditions, nor of the library
that is written for. All of that is done here, once for every rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gradgen.analysis.facts import Facts
from gradgen.analysis.guards import may_overflow
from gradgen.ir.circuit import Gate
from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, names_in
from gradgen.ir.numerals import is_number
from gradgen.rules.forms import fill
from gradgen.rules.instance import Place
from gradgen.rules.matcher import Guard, Match
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.targets.python import PYTHON
from gradgen.targets.table import Target
from gradgen.transforms.broadcasting import unbroadcast
from gradgen.transforms.precision import narrowed, of_chosen_numbers, with_numbers

_ZERO = Literal("0.0")


@dataclass(frozen=True)
class LocalGradients:
    """Fits what the rules say to the values at hand; `guards` say which values count at all."""

    facts: Facts
    guards: Mapping[str, Guard]

    def fitted(
        self, value: Expression, place: Place, gate: Gate, match: Match, upstream: Name
    ) -> tuple[Expression, str]:
        """What a gate sends back to an operand, in the operand's shape; and what to say of that."""
        shapes = self.facts.shapes
        own, whole = shapes.of(place.operand), shapes.of(Name(gate.target))
        if match.rule.is_elementwise:
            value = self._narrowed(value, place, gate, upstream)
        value, said = self._guarded(value, gate), ""
        chosen = is_choice(gate.expression) and match.guard is None and not own.is_scalar
        if match.rule.is_elementwise and not chosen:
            value, said = unbroadcast(value, place.operand, own, whole)
        value = self.localized(value, gate, is_scalar=own.is_scalar and whole.is_scalar)
        if chosen:
            value = self._chosen(value, place.operand)
        if match.guard:
            value = match.guard.around(value, self.zero(place.operand))
        return value, said

    def _narrowed(self, value: Expression, place: Place, gate: Gate, upstream: Name) -> Expression:
        """`value`, no wider than the upstream gradient makes it."""
        shapes = self.facts.shapes
        own, whole = shapes.of(place.operand), shapes.of(Name(gate.target))
        if not shapes.arrays or own.is_scalar > whole.is_scalar:
            return value
        read = names_in(value) if whole.is_scalar else names_in(place.operand)
        typed = frozenset((upstream.id, gate.target, *read))
        value = narrowed(value, upstream, typed, lambda name: shapes.of(name).is_scalar)
        if own.is_scalar and whole.is_scalar:
            value = of_chosen_numbers(value)
        return with_numbers(value, self._is_lone_condition) if whole.is_scalar else value

    def _is_lone_condition(self, value: Name) -> bool:
        """Whether a value is a single condition, which NumPy may have made."""
        shapes = self.facts.shapes
        return shapes.of(value).is_scalar and shapes.kinds.is_mask(value)

    def _guarded(self, value: Expression, gate: Gate) -> Expression:
        """Zero where the output of a gate does not count, though its local gradient is infinite."""
        guard = self.guards.get(gate.target)
        if guard is None or not may_overflow(gate, self.facts):
            return value
        sides = (value, _ZERO) if guard.holds else (_ZERO, value)
        return Apply(Function("where"), (guard.condition, *sides))

    def _chosen(self, value: Expression, operand: Expression) -> Expression:
        """`grad if c else 0.0` for an array: the zeros have its shape."""
        assert isinstance(value, Apply)
        zero = self.zero(operand)
        sides = tuple(zero if is_number(side, 0) else side for side in value.arguments)
        return replace(value, function=Function("where", "operator", "if"), arguments=sides)

    def zero(self, operand: Expression) -> Expression:
        """A zero in the shape of `operand`."""
        if self.facts.shapes.of(operand).is_scalar:
            return _ZERO
        return localize(fill("zeros_like(x)", x=operand), numpy_target())

    def localized(self, value: Expression, gate: Gate, *, is_scalar: bool) -> Expression:
        """`value` in the words of the library that the gate at hand is written for."""
        target = self._target(gate, is_scalar)
        return localize(value, target, self.facts.shapes.array_constants)

    def _target(self, gate: Gate, is_scalar: bool) -> Target:
        """Whose functions a derived line uses: those of the gate that it is derived from."""
        function = gate.expression.function if isinstance(gate.expression, Apply) else None
        if not self.facts.shapes.arrays or (function and function.module == "math"):
            return PYTHON
        return numpy_target(scalar=is_scalar)


def is_choice(expression: Expression) -> bool:
    """Whether a gate is Python's `a if c else b`, which takes one of them whole."""
    return (
        isinstance(expression, Apply)
        and expression.function.module == "operator"
        and expression.function.name == "where"
    )
