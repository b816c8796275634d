"""Opening: sums of what is stored for nothing else are taken of the products that it is made of.

Before, with `gap, bend: [N]` and `centred: [N, D]`, all of floats::

    t1 = gap**2
    t2 = 100 * t1
    t3 = bend**2
    t4 = t2 + t3
    out = np.sum(t4)
    t5 = centred**2
    variance = np.mean(t5, axis=0)

After, with the lines that made `t1` to `t5` as comments::

    out = 100 * (gap @ gap) + bend @ bend
    variance = np.einsum("ij,ij->j", centred, centred) / centred.shape[0]

Factors that are sums themselves are multiplied out, where that leaves no product: with `w: [D]` and
`x, y: [N, D]`, `np.sum(y * (w * x))` is `w @ np.einsum("ij,ij->j", y, x)`. Of several terms all but
one have to be products: those are rounded anyway, so that terms that cancel each other lose no more
than they did. The user's own lines are opened too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce

from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Apply, Expression, Function, Name, operator, rebuild
from gradgen.ir.numerals import is_number
from gradgen.optimize.contraction import Sum, as_sum, by_rows, of_two
from gradgen.optimize.costs import cost
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import changed
from gradgen.optimize.lone_readers import DTYPE, lone_readers
from gradgen.optimize.product import Factors, Product, factors, is_operator, written


def opened(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with sums of products in the place of sums of what was made of them."""
    opening = _Opening(known, lone_readers(circuit))
    body = tuple(opening.line(s) if isinstance(s, Gate) else s for s in circuit.body)
    types = opening.types

    def looking(expression: Expression) -> Expression:
        match expression:
            case Apply(Function(name="dtype"), (Name(id=name),)) if name in types:
                return Apply(DTYPE, (types[name],))
        return rebuild(expression, looking)

    return replace(circuit, body=tuple(changed(s, looking) for s in body))


@dataclass
class _Opening:
    """Opens sums; `made` are the gates that one other gate alone reads, with that.

    `types` are the sums that have the types of what is not made any more.
    """

    known: Knowledge
    made: dict[str, tuple[Gate, Gate]]
    types: dict[str, Expression] = field(default_factory=dict)

    def line(self, gate: Gate) -> Gate:
        """A gate, with what it sums up opened if that costs less."""
        total = None if gate.idle or gate.others else as_sum(gate.expression, self.known)
        if total is None or not self.known.is_float(total.value):
            return gate
        through: list[Gate] = []
        rows = list(self._terms(total.value, gate, through))
        found = self._sum(rows, total)
        if found is None or not through:
            return gate
        before = sum(cost(g.expression, self.known) for g in (gate, *through))
        if cost(found, self.known) >= before:
            return gate
        self.types.update((g.target, Name(gate.target)) for g in through)
        return replace(gate, expression=found)

    def _lone(self, value: Expression, reader: Gate) -> Gate | None:
        """The gate that makes a value for `reader` alone."""
        if not isinstance(value, Name) or value.id not in self.made:
            return None
        gate, only = self.made[value.id]
        return gate if only is reader else None

    def _terms(self, value: Expression, reader: Gate, through: list[Gate]) -> Iterator[Product]:
        """The products that a value is the sum of; `through` takes the gates that made them."""
        gate = self._lone(value, reader)
        inner = gate.expression if gate else value
        if gate and is_operator(inner, "add", "subtract"):
            assert isinstance(inner, Apply)
            left, right = inner.arguments
            if self._shape_is(inner, left, right):
                through.append(gate)
                yield from self._terms(left, gate, through)
                is_less = inner.function.name == "subtract"
                for term in self._terms(right, gate, through):
                    yield term.turned if is_less else term
                return
        product = self._product(value, reader, through)
        spread = self._spread(product, gate or reader)
        if spread is None:
            yield product
            return
        maker, others = spread
        through.append(maker)
        assert isinstance(maker.expression, Apply)
        is_less = maker.expression.function.name == "subtract"
        for place, part in enumerate(maker.expression.arguments):
            own = self._product(part, maker, through)
            negative = (product.negative != own.negative) != (is_less and place == 1)
            yield Product((*others, *own.above), product.below + own.below, negative)

    def _spread(self, product: Product, reader: Gate) -> tuple[Gate, Factors] | None:
        """A factor that is a sum, made for this product alone, and the other factors."""
        for place, factor in enumerate(product.above):
            maker = self._lone(factor, reader)
            if maker and is_operator(maker.expression, "add", "subtract"):
                return maker, (*product.above[:place], *product.above[place + 1 :])
        return None

    def _shape_is(self, whole: Expression, *parts: Expression) -> bool:
        """Whether nothing is spread, so that each part may be summed by itself."""
        return all(self.known.shape(part) == self.known.shape(whole) for part in parts)

    def _product(self, value: Expression, reader: Gate, through: list[Gate]) -> Product:
        """A value as a product of two arrays and of numbers, if it is one."""
        gate = self._lone(value, reader)
        inner = gate.expression if gate else value
        product = self._factors(inner)
        if gate is None and product.above == (value,):
            return product
        for place, factor in enumerate(product.above):
            maker = self._lone(factor, gate or reader)
            if maker is None or not is_operator(maker.expression, "multiply", "power", "negative"):
                continue
            own = self._factors(maker.expression)
            others = (*product.above[:place], *product.above[place + 1 :])
            if not own.below and len(self._large((*others, *own.above))) <= 2:
                through.append(maker)
                above = (*product.above[:place], *own.above, *product.above[place + 1 :])
                product = Product(above, product.below, product.negative != own.negative)
                break
        if gate and len(self._large(product.above)) == 2:
            through.append(gate)
            return product
        return product if gate is None else Product((value,))

    def _factors(self, value: Expression) -> Product:
        """The factors of a value; a square has two."""
        product = factors(value)
        above = tuple(f for factor in product.above for f in _unsquared(factor))
        return product._replace(above=above)

    def _large(self, row: Factors) -> Factors:
        return tuple(f for f in row if not self.known.is_scalar(f))

    def _sum(self, terms: list[Product], total: Sum) -> Expression | None:
        """The sum of terms, each summed up by itself; `None` if more than one is no product."""
        whole = self.known.shape(total.value)
        sums = [self._of_term(term, total) for term in terms]
        plain = [place for place, found in enumerate(sums) if found is None]
        if whole.is_scalar or len(plain) > 1 or len(plain) == len(terms):
            return None
        found = [
            total.of(written(term._replace(negative=False))) if own is None else own
            for term, own in zip(terms, sums, strict=True)
        ]
        first, *others = zip(terms, found, strict=True)
        start = operator("negative", "-", first[1]) if first[0].negative else first[1]
        return reduce(_joined, others, start)

    def _of_term(self, term: Product, total: Sum) -> Expression | None:
        """The sum of a product of two arrays, times numbers; `None` where it is no such one."""
        large = self._large(term.above)
        if self._large(term.below):
            return None
        whole = self.known.shape(total.value)
        found = of_two(*large, total, whole, self.known) if len(large) == 2 else None
        found = found or by_rows(large, total, whole, self.known)
        if found is None:
            return None
        numbers = tuple(f for f in term.above if f not in large and not is_number(f, 1))
        return written(Product((*numbers, found), term.below))


def _unsquared(factor: Expression) -> Factors:
    """`x, x` for `x**2`."""
    if is_operator(factor, "power") and isinstance(factor, Apply):
        base, exponent = factor.arguments
        if is_number(exponent, 2):
            return (base, base)
    return (factor,)


def _joined(left: Expression, right: tuple[Product, Expression]) -> Expression:
    term, value = right
    if term.negative:
        return operator("subtract", "-", left, value)
    return operator("add", "+", left, value)
