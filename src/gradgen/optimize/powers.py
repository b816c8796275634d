"""Powers: whole exponents are products, and the powers of one base share them.

Before, with arrays `x` and a number `s`::

    sixth = x**6
    grad_x = grad_sixth * 6 * x**5
    grad_s = grad_r * 2 * s**2

After::

    x_2 = x * x
    x_4 = x_2 * x_2
    x_5 = x_4 * x
    sixth = x_5 * x
    grad_x = grad_sixth * 6 * x_5
    grad_s = grad_r * 2 * (s * s)

NumPy computes squares of arrays by multiplication anyway, and all other powers by logarithms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from gradgen.ir.circuit import Circuit, Enter, Gate, Leave, Statement
from gradgen.ir.expression import Apply, Expression, Literal, Name, operator, rebuild, walk
from gradgen.ir.numerals import number
from gradgen.optimize.knowledge import Knowledge
from gradgen.optimize.lines import changed, grown, read_in
from gradgen.transforms.namesakes import plain

_MOST = 16


def as_products(circuit: Circuit, known: Knowledge) -> Circuit:
    """`circuit` with products in the place of powers that have whole exponents."""
    growing = grown(circuit.body)
    wanted: dict[str, Counter[int]] = {}
    floats: set[str] = set()
    for statement in circuit.body:
        for node in (n for e in read_in(statement) for n in walk(e)):
            found = _power(node)
            if found and found[0] not in growing:
                wanted.setdefault(found[0], Counter())[abs(found[1])] += 1
                floats.update(found[:1] if found[1] < 0 else ())
    return replace(circuit, body=tuple(_Powers(known, wanted, floats).lines(circuit)))


def _power(expression: Expression) -> tuple[str, int] | None:
    """The base and the exponent of a name to a small whole power; one below 0 divides by it."""
    if not isinstance(expression, Apply) or expression.function.name != "power":
        return None
    if expression.function.module != "operator":
        return None
    base, exponent = expression.arguments[0], number(expression.arguments[1])
    if (
        not isinstance(base, Name)
        or not isinstance(exponent, int)
        or not 2 <= abs(exponent) <= _MOST
    ):
        return None
    return base.id, exponent


@dataclass
class _Powers:
    """The walk from the first line to the last; `made` are powers that have names, by loop.

    Bases that are divided by are `floats`: whole numbers to powers below 0 are an error in NumPy.
    """

    known: Knowledge
    wanted: dict[str, Counter[int]]
    floats: set[str]
    made: list[dict[tuple[str, int], Name]] = field(default_factory=lambda: [{}])

    def lines(self, circuit: Circuit) -> Iterator[Statement]:
        """The lines, with new ones for the powers that lead up to others."""
        for statement in circuit.body:
            new: list[Gate] = []
            gate = statement if isinstance(statement, Gate) and not statement.idle else None
            whole = _power(gate.expression) if gate and not gate.grows else None
            line = changed(statement, partial(self._without, line=statement, new=new))
            yield from new
            yield line
            if whole and gate and line != gate and whole[1] > 0:
                self.made[-1].setdefault(whole, Name(gate.target))
            if isinstance(statement, Enter) and not statement.idle:
                self.made.append({})
            elif isinstance(statement, Leave):
                self.made.pop()

    def _without(self, expression: Expression, line: Statement, new: list[Gate]) -> Expression:
        """An expression without powers."""
        inner = rebuild(expression, lambda e: self._without(e, line, new))
        found = _power(inner)
        if found is None or found[0] not in self.wanted:
            return inner
        base, exponent = found
        if self.known.is_scalar(Name(base)):
            square = operator("multiply", "*", Name(base), Name(base))
            return square if exponent == 2 else inner
        is_float = base in self.floats or self.known.is_float(Name(base))
        if not is_float or (set(self.wanted[base]) == {2} and base not in self.floats):
            return inner
        is_whole = isinstance(line, Gate) and expression is line.expression
        if exponent < 0:
            is_shared = self.wanted[base][-exponent] > 1
            product = self._product(base, -exponent, line, new, named=is_shared)
            return operator("divide", "/", Literal("1"), product)
        is_shared = self.wanted[base][exponent] > 1 and not is_whole
        return self._product(base, exponent, line, new, named=is_shared)

    def _product(
        self, base: str, exponent: int, line: Statement, new: list[Gate], *, named: bool = True
    ) -> Expression:
        """A power as a product of lower ones; under a name of its own, if it is to have one."""
        if exponent == 1:
            return Name(base)
        there = next((m[base, exponent] for m in self.made if (base, exponent) in m), None)
        if there:
            return there
        lower = exponent - 1
        if lower not in self.wanted[base] and exponent % 2 == 0:
            lower = exponent // 2
        left = self._product(base, lower, line, new)
        right = self._product(base, exponent - lower, line, new)
        value = operator("multiply", "*", left, right)
        if not named:
            return value
        name = Name(self.known.names.fresh(f"{plain(base)}_{exponent}"))
        span = getattr(line, "span", None)
        rule = line.rule if isinstance(line, Gate) else ""
        note = (f"power: {plain(base)}**{exponent}", "power") if rule else ()
        new.append(Gate(name.id, value, span, note=note, rule=rule))
        self.made[-1][base, exponent] = name
        return name
