"""Steps: the statements of a function, each with the sizes that it goes over, sums by themselves.

Before, with `x` of the shape [N, D]::

    mean = x.mean(axis=0)
    t1 = np.exp(x - mean) / np.sum(x)

After, each binding a version of a name that nothing else binds::

    over [N, D], summed along 0:  r1 = x
    outside of loops:             mean = r1 / x.shape[0]
    over [N, D], summed:          r2 = x
    over [N, D]:                  t1 = np.exp(x - mean) / r2
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from gradgen.ir.circuit import Assertion, Gate, Statement, Update
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Name,
    Sequence,
    names_in,
    operator,
    rebuild,
    substitute,
)
from gradgen.ir.names import Names
from gradgen.ir.shape import Shape
from gradgen.optimize.fusion.elements import Dims, is_elementwise, is_truth, may_be_whole, product
from gradgen.optimize.fusion.sizes import Sizes
from gradgen.optimize.fusion.totals import Key, Total, left, sum_of
from gradgen.rules.matcher import is_leaf
from gradgen.transforms.numba.call import with_axes_kept
from gradgen.transforms.numba.deep_shapes import DeepShapes

BROADCAST: Final = Function("broadcast_to", "numpy", "broadcast_to")
ZEROS: Final = Function("zeros", "numpy", "zeros")
_VERSION: Final = "@"
_MAKE_WHOLE: Final = frozenset(
    ("arange", "argmax", "argmin", "argsort", "triu_indices", "tril_indices", "nonzero", "array")
)


def plain(version: str) -> str:
    """The name that a version is one of."""
    return version.partition(_VERSION)[0]


@dataclass(frozen=True)
class Step:
    """A statement, its names in versions.

    It goes over the elements of `domain`, if that is not empty, and sums them along `axes`, if that
    is not `None`; `kept` tells whether these are left with length 1.
    """

    statement: Statement
    domain: Dims = ()
    axes: tuple[int, ...] | None = None
    kept: bool = False
    reads: tuple[str, ...] = ()
    half: str = ""

    @property
    def gate(self) -> Gate:
        """The statement of a step that goes over elements."""
        assert isinstance(self.statement, Gate)
        return self.statement


@dataclass
class Steps:
    """Cuts a function into steps."""

    shapes: DeepShapes
    names: Names
    sizes: Sizes
    whole: set[str]
    buffers: frozenset[str]
    done: list[Step] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    half: str = ""
    sums: dict[Key, Name] = field(default_factory=dict)
    means: dict[Key, Name] = field(default_factory=dict)

    def gate(self, gate: Gate) -> None:
        """Cut up a gate, its sums first."""
        expression = self._read(gate.expression)
        if gate.others or gate.lone:
            targets = tuple(map(self._bind, gate.targets))
            self.shapes.enter(replace(gate, expression=expression))
            shapes = {
                v: self.shapes.of(Name(n)) for n, v in zip(gate.targets, targets, strict=True)
            }
            self.shapes.shapes.known.update(shapes)
            self.whole.update(targets)
            whole = replace(gate, target=targets[0], others=targets[1:], expression=expression)
            self._add(Step(whole, reads=names_in(expression), half=self.half))
            return
        total = sum_of(expression, self.shapes)
        if total and self._may_loop(total.value) and gate.target not in self.buffers:
            self._sum(gate, total)
            return
        expression = self._without_sums(expression, gate)
        self._value(gate, expression)

    def _value(self, gate: Gate, expression: Expression) -> None:
        shape = self.shapes.of(expression)
        expression = self._spread(expression, shape)
        target = self._bind(gate.target)
        self.shapes.shapes.known[target] = shape
        if self.shapes.shapes.is_solid(Name(gate.target)):
            self.shapes.shapes.solid.add(target)
        domain = shape.dims if shape.is_exact else ()
        loops = gate.target not in self.buffers and bool(domain) and self._may_loop(expression)
        if gate.target in self.buffers:
            expression = self._blank(expression, shape)
        is_whole = may_be_whole(expression, frozenset(self.whole)) and not is_truth(expression)
        makes_whole = isinstance(expression, Apply) and expression.function.name in _MAKE_WHOLE
        if makes_whole or (is_whole and shape != Shape()):
            self.whole.add(target)
            loops = False
        new = replace(gate, target=target, expression=expression)
        reads = names_in(expression)
        self._add(Step(new, domain if loops else (), reads=reads, half=self.half))

    def _spread(self, expression: Expression, shape: Shape) -> Expression:
        """An upstream gradient of unknown shape, spread without the array that it is like."""
        match expression:
            case Apply(function=Function(name="full_like"), arguments=(_, Name() as value)):
                sizes = [self.sizes.of(dim) for dim in shape.dims]
                if not shape.is_exact or None in sizes or self.shapes.of(value).is_exact:
                    return expression
                row = Sequence(tuple(self.sizes.at_hand(dim) for dim in shape.dims))
                return Apply(BROADCAST, (value, row))
            case _:
                return expression

    def _blank(self, expression: Expression, shape: Shape) -> Expression:
        """An array of zeros that is made for its parts, without the array that it is made like."""
        sizes = [self.sizes.of(dim) for dim in shape.dims]
        is_blank = isinstance(expression, Apply) and expression.function.name == "zeros_like"
        if not is_blank or not shape.is_exact or None in sizes or not sizes:
            return expression
        return Apply(ZEROS, (self.sizes.shape(shape.dims),))

    def _may_loop(self, expression: Expression) -> bool:
        """Whether an expression goes over elements of known sizes."""
        shape = self.shapes.of(expression)
        sizes = all(self.sizes.of(dim) is not None for dim in shape.dims)
        return shape.is_exact and sizes and is_elementwise(expression, self.shapes.of)

    def _sum(self, gate: Gate, total: Total) -> None:
        """A gate that is a sum, or a mean."""
        if total.mean and not total.keeps:
            self._value(gate, self._averaged(total, gate))
            self.means.setdefault(total.key, Name(self.versions[gate.target]))
        elif total.mean:
            self._value(gate, self._summed(total, gate))
        else:
            self._sum_into(self._bind(gate.target), total, gate)

    def _sum_into(self, target: str, total: Total, gate: Gate) -> None:
        dims = self.shapes.of(total.value).dims
        self.shapes.shapes.known[target] = Shape(left(dims, total.axes, total.keeps))
        if left(dims, total.axes, total.keeps):
            self.shapes.shapes.solid.add(target)
        new = replace(gate, target=target, expression=total.value)
        axes = tuple(range(len(dims))) if total.axes is None else total.axes
        reads = names_in(total.value)
        self._add(Step(new, dims, axes, total.keeps, reads, self.half))

    def _summed(self, total: Total, gate: Gate) -> Expression:
        """A sum or a mean that is made by itself, once, with its axes again if it `keeps`."""
        rank = self.shapes.of(total.value).rank or 0
        value = self._mean(total, gate) if total.mean else self._total(total, gate)
        if not total.keeps or total.axes is None or len(total.axes) == rank:
            return value
        return with_axes_kept(value, total.axes, rank)

    def _total(self, total: Total, gate: Gate) -> Name:
        """The name of a sum without axes of length 1."""
        key = total.key
        if key not in self.sums:
            name = self._bind(self.names.temporary())
            new = Gate(name, total.value, gate.span, rule=gate.rule, of=gate.of)
            self._sum_into(name, replace(total, keeps=False), new)
            self.sums[key] = Name(name)
        return self.sums[key]

    def _mean(self, total: Total, gate: Gate) -> Name:
        """The name of a mean without axes of length 1."""
        key = total.key
        if key not in self.means:
            name = self.names.temporary()
            new = Gate(name, total.value, gate.span, rule=gate.rule, of=gate.of)
            self._value(new, self._averaged(total, gate))
            self.means[key] = Name(self.versions[name])
        return self.means[key]

    def _averaged(self, total: Total, gate: Gate) -> Expression:
        """A sum, divided by how many elements there are in it."""
        dims = self.shapes.of(total.value).dims
        axes = range(len(dims)) if total.axes is None else total.axes
        count = product([self.sizes.at_hand(dims[axis]) for axis in axes])
        return operator("divide", "/", self._total(total, gate), count)

    def _without_sums(self, expression: Expression, gate: Gate) -> Expression:
        """`expression` with names for the sums in it, inside out."""
        if is_leaf(expression):
            return expression
        inner = rebuild(expression, lambda e: self._without_sums(e, gate))
        total = sum_of(inner, self.shapes)
        if total and self._may_loop(total.value):
            return self._summed(total, gate)
        return self._without_variance(inner, gate)

    def _without_variance(self, expression: Expression, gate: Gate) -> Expression:
        """A variance as two means: of the elements, and of the squares of what differs."""
        total = sum_of(expression, self.shapes, "var")
        if total is None or not self._may_loop(total.value) or not isinstance(total.value, Name):
            return expression
        centre = self._summed(replace(total, mean=True, keeps=True), gate)
        rest = operator("subtract", "-", total.value, centre)
        squares = operator("multiply", "*", rest, rest)
        return self._summed(replace(total, value=squares, mean=True), gate)

    def other(self, statement: Statement) -> None:
        """A statement that stays as it is."""
        if isinstance(statement, Update) and not statement.idle:
            index, value = self._read(statement.index), self._read(statement.value)
            before = self.versions[statement.target]
            target = self._bind(statement.target)
            self.shapes.shapes.known[target] = self.shapes.of(Name(before))
            reads = (before, *names_in(index), *names_in(value))
            new = replace(statement, target=target, index=index, value=value)
            self._add(Step(new, reads=reads, half=self.half))
        elif isinstance(statement, Assertion):
            test = self._read(statement.test)
            message = None if statement.message is None else self._read(statement.message)
            asserted = replace(statement, test=test, message=message)
            self._add(Step(asserted, reads=names_in(test), half=self.half))
        else:
            self._add(Step(statement, half=self.half))

    def _add(self, step: Step) -> None:
        self.done.append(step)

    def _bind(self, name: str) -> str:
        count = self.counts[name] = self.counts.get(name, 0) + 1
        version = f"{name}{_VERSION}{count}"
        self.versions[name] = version
        return version

    def _read(self, expression: Expression) -> Expression:
        """An expression with the versions of names that count by now."""
        values: dict[str, Expression] = {n: Name(v) for n, v in self.versions.items() if n != v}
        return substitute(expression, values) if values else expression
