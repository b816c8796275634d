"""Common factors: what two terms of a sum are both multiplied with, or divided by, is so once.

Before, with arrays of one shape, and `grad_t` read by nobody else::

    grad_t = grad_p / s
    grad_e = grad_t - q / s
    grad_x = grad_e * e

After::

    grad_e = (grad_p - q) / s
    grad_x = grad_e * e

Where `p = e / s` is at hand, the passes that follow make `(grad_p - q) * p` of that: the gradient
of softmax in its closed form. Only lines of gradgen's own are written anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Apply, Expression, Literal, Name, operator
from gradgen.optimize.costs import cost
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import with_more
from gradgen.optimize.lone_readers import lone_readers
from gradgen.optimize.product import Factors, Product, factors, is_operator, written
from gradgen.transforms.namesakes import plain


def factored(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with the common factors of two terms taken out of their sum."""
    common = _Common(known, lone_readers(circuit))
    body = tuple(common.line(s) if isinstance(s, Gate) else s for s in circuit.body)
    return replace(circuit, body=body)


@dataclass
class _Common:
    """Takes out factors; `made` are the gates that one other gate alone reads, with that."""

    known: Knowledge
    made: dict[str, tuple[Gate, Gate]]

    def line(self, gate: Gate) -> Gate:
        """A line of gradgen's own with a sum of two products as a product, if it gains by that."""
        total = gate.expression
        if not gate.rule or gate.idle or gate.grows or not is_operator(total, "add", "subtract"):
            return gate
        assert isinstance(total, Apply)
        makers = [self._maker(part, gate) for part in total.arguments]
        terms = [
            factors(maker.expression if maker else part)
            for maker, part in zip(makers, total.arguments, strict=True)
        ]
        found = _together(total, *terms)
        through = [maker for maker in makers if maker]
        if found is None or not self._gains(found, total, through):
            return gate
        said = [f"takes in {plain(maker.target)}" for maker in through]
        note = with_more(gate.note, *said[:1]) if said and gate.note else gate.note
        return replace(gate, expression=found, note=note)

    def _maker(self, part: Expression, reader: Gate) -> Gate | None:
        """The product that makes a term for this line alone."""
        if not isinstance(part, Name) or part.id not in self.made:
            return None
        gate, only = self.made[part.id]
        is_product = is_operator(gate.expression, "multiply", "divide", "negative")
        return gate if only is reader and gate.rule and is_product else None

    def _gains(self, found: Expression, total: Expression, through: Iterable[Gate]) -> bool:
        """Whether a sum costs less than before; as much, where less is divided."""
        if self.known.shape(found) != self.known.shape(total):
            return False
        before = sum(cost(e, self.known) for e in (total, *(gate.expression for gate in through)))
        after = cost(found, self.known)
        return after < before or (after == before and is_operator(found, "divide"))


def _together(total: Apply, left: Product, right: Product) -> Expression | None:
    """`(a - b) * c / d` for `a * c / d - b * c / d`; `None` where there is nothing in common."""
    above = _shared(left.above, right.above)
    below = _shared(left.below, right.below)
    if not above and not below:
        return None
    one, other = (
        written(Product(_without(p.above, above) or (Literal("1"),), _without(p.below, below)))
        for p in (left, right)
    )
    is_less = (total.function.name == "subtract") != (left.negative != right.negative)
    name, sign = ("subtract", "-") if is_less else ("add", "+")
    inner = operator(name, sign, one, other)
    return written(Product((inner, *above), below, left.negative))


def _shared(left: Factors, right: Factors) -> Factors:
    """The factors that both rows have, plain numbers aside."""
    both = Counter(left) & Counter(right)
    return tuple(f for f in both.elements() if not isinstance(f, Literal))


def _without(row: Factors, shared: Factors) -> Factors:
    left = list(row)
    for factor in shared:
        left.remove(factor)
    return tuple(left)
