"""Shapes: what is known of the shape of every value, and what cannot go together.

Before, with `X: Float[np.ndarray, "N D"]` and `w: Float[np.ndarray, "D"]`::

    z = X @ w
    L = np.sum(z)

After, `z` is `[N]`, `L` a single number, and `X @ v` with a `v` of another length is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gradgen.analysis.array_uses import used_as_arrays
from gradgen.analysis.index_kinds import IndexKinds
from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.circuit import Circuit, Enter, Gate
from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Name,
    Sequence,
    Slice,
    Symbol,
)
from gradgen.ir.numerals import number
from gradgen.ir.printer import show
from gradgen.ir.shape import (
    SCALAR,
    Dim,
    MisfitError,
    Shape,
    UnsureError,
    is_unnamed,
    shifted,
    unknown,
)
from gradgen.rules.matcher import Match, is_leaf, is_limit
from gradgen.rules.output_shapes import Operands, Outputs, output_shape
from gradgen.targets.libraries import is_array_function


@dataclass
class Shapes:
    """The shapes of a circuit's values by name, and which whole numbers are dimensions.

    Without `arrays`, every value is a single number.
    """

    arrays: bool
    constants: Mapping[str, Expression] = field(default_factory=dict)
    known: dict[str, Shape] = field(default_factory=dict)
    sizes: dict[str, Dim] = field(default_factory=dict)
    errors: list[Diagnostic] = field(default_factory=list)
    solid: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    joined: dict[str, Shape] = field(default_factory=dict)
    kinds: IndexKinds = field(default_factory=IndexKinds)

    def is_solid(self, expression: Expression) -> bool:
        """Whether a value surely has a `shape`: NumPy made it, or it is used as an array."""
        if self.is_row(expression):
            return False
        if isinstance(expression, Name) and expression.id in self.solid:
            return True
        shape = self.of(expression)
        return bool(shape.dims) or any(lone.dims for lone in shape.opens)

    def is_row(self, expression: Expression) -> bool:
        """Whether a value is a list or a tuple, as `x.shape` is: it has a length, but no `size`."""
        match expression:
            case Name(id=name):
                return name in self.rows
            case Sequence():
                return True
            case Symbol(function=function) if function.module == "":
                return isinstance(self.constants.get(function.attribute), Sequence)
            case Apply(function=function, arguments=(first, *_)):
                is_part = function.name == "index" and self.is_row(first)
                if _is_sum(expression):
                    return all(map(self.is_row, expression.arguments))
                return is_part or (function.name == "shape" and function.module != "")
            case _:
                return False

    def of(self, expression: Expression) -> Shape:
        """The shape of a name, a literal, or whatever else computes nothing."""
        match expression:
            case _ if not self.arrays:
                return SCALAR
            case Name(id=name):
                return self.known.get(name, unknown(name))
            case Sequence(items=items) if items:
                inner = {self.of(item) for item in items}
                if len(inner) != 1 or not next(iter(inner)).is_exact:
                    return unknown(f"list {show(expression)}")
                return Shape((len(items), *inner.pop().dims))
            case Sequence():
                return Shape((0,))
            case Symbol(function=function) if function.module == "":
                value = self.constants.get(function.attribute)
                return unknown(function.attribute) if value is None else self.of_constant(value)
            case Apply(function=function, arguments=(value,)) if function.name == "shape":
                rank = self.of(value).rank
                return unknown(show(expression)) if rank is None else Shape((rank,))
            case _:
                return SCALAR

    @property
    def array_constants(self) -> frozenset[str]:
        """The constants of the module that are no plain numbers."""
        found = (name for name, v in self.constants.items() if not self.of_constant(v).is_scalar)
        return frozenset(found) if self.arrays else frozenset()

    def of_constant(self, value: Expression) -> Shape:
        """The shape of a constant of the module: a number, or an array of literals."""
        if isinstance(value, Apply) and value.function.name in ("array", "asarray"):
            return self.of(value.arguments[0])
        if is_limit(value):
            return SCALAR
        if is_leaf(value) or (isinstance(value, Apply) and value.function.module == "operator"):
            parts = value.arguments if isinstance(value, Apply) else ()
            return SCALAR if all(self.of_constant(p).is_scalar for p in parts) else _opaque(value)
        return _opaque(value)

    def size(self, expression: Expression) -> Dim | None:
        """The dimension that a whole number is, where it is known."""
        match expression:
            case Name(id=name):
                return self.sizes.get(name)
            case Literal():
                value = number(expression)
                return value if isinstance(value, int) else None
            case Apply(function=function, arguments=(Name() as value,)) if function.name == "len":
                dims = self._dims(value)
                return dims[0] if dims else None
            case Apply(
                function=function, arguments=(Apply(function=inner, arguments=(value,)), place)
            ) if (function.name, inner.name) == ("index", "shape"):
                dims, axis = self._dims(value), number(place)
                if not isinstance(axis, int) or not -len(dims) <= axis < len(dims):
                    return None
                return dims[axis]
            case Apply(function=function, arguments=(left, right)) if function.name in (
                "add",
                "subtract",
            ):
                size, by = self.size(left), number(right)
                if size is None or not isinstance(by, int):
                    return None
                return shifted(size, by if function.name == "add" else -by)
            case _:
                return None

    def _dims(self, value: Expression) -> tuple[Dim, ...]:
        shape = self.of(value)
        return shape.dims if shape.is_exact else ()

    def shape_told_by(self, row: Expression) -> Shape | None:
        """The shape that a row of sizes is, `x.shape` or `x.shape + y.shape`, where it is known."""
        match row:
            case Name(id=name):
                return self.joined.get(name)
            case Apply(function=function, arguments=(value,)) if function.name == "shape":
                shape = self.of(value)
                return shape if shape.is_exact else None
            case Apply(arguments=(left, right)) if _is_sum(row):
                one, other = self.shape_told_by(left), self.shape_told_by(right)
                return None if one is None or other is None else Shape((*one.dims, *other.dims))
            case _:
                return None

    def enter_loop(self, loop: Enter) -> None:
        """Note what the index of a loop is: a whole number, or a row of one for each axis."""
        assert isinstance(loop.over, Apply)
        self.kinds.whole.add(loop.index)
        self.known[loop.index] = SCALAR
        if loop.over.function.name != "range":
            (shape,) = loop.over.arguments
            self.rows.add(loop.index)
            self.known[loop.index] = Shape((1,)) if number(shape) is not None else self.of(shape)

    def enter(self, gate: Gate, match: Match | None) -> None:
        """Note the shape of a gate's output; where operands do not fit, say so."""
        if not self.arrays:
            return
        self.kinds.enter(gate)
        if self.is_row(gate.expression):
            self.rows.update(gate.targets)
            told = self.shape_told_by(gate.expression)
            self.joined.update([(gate.target, told)] if told else [])
        if self._makes_array(gate.expression):
            self.solid.update(gate.targets)
        size = self.size(gate.expression)
        if size is not None and not is_unnamed(size):
            self.sizes[gate.target] = size
        self.known.update((target, unknown(target)) for target in gate.targets)
        try:
            found = self._output(gate, match)
        except UnsureError:
            return
        except MisfitError as misfit:
            self.errors.append(self._misfit(gate, str(misfit)))
            return
        if not isinstance(found, tuple):
            self.known[gate.target] = found
        elif len(found) == len(gate.targets) and (gate.others or gate.lone):
            # A tuple of places may keep one name, or be unpacked to names that do not fit.
            self.known.update(zip(gate.targets, found, strict=True))

    def _makes_array(self, expression: Expression) -> bool:
        """Whether a gate's output has a `shape` whatever its operands are, or since one has."""
        if not isinstance(expression, Apply):
            return isinstance(expression, Name) and self.is_solid(expression)
        function = expression.function
        if function.name in ("len", "size", "ndim", "shape", "index", "item"):
            return False
        if function.module == "operator":
            return function.name != "where" and any(map(self.is_solid, expression.arguments))
        return is_array_function(function)

    def _output(self, gate: Gate, match: Match | None) -> Outputs:
        expression = gate.expression
        if is_leaf(expression):
            return self.of(expression)
        if match is None or (match.guard is not None and match.rule.shape):
            raise UnsureError
        if _is_sum(expression) and self.is_row(expression):
            told = self.shape_told_by(expression)
            return unknown(gate.target) if told is None else Shape((len(told.dims),))
        is_choice = expression.function.module == "operator" if isinstance(expression, Apply) else 0
        if is_choice and match.rule.callee == "where" and match.guard is None:
            yes, no = (self.of(match.bindings[name]) for name in match.rule.operands[1:])
            if yes != no:
                raise UnsureError
            return yes
        bindings: Mapping[str, Expression] = match.bindings
        if match.rule.is_elementwise:
            bindings = {k: v for k, v in bindings.items() if not isinstance(v, Slice)}
        operands = Operands(bindings, self.of, self.size, self.kinds.kind, self.shape_told_by)
        shape = output_shape(match.rule.shape, operands)
        if match.guard is not None and shape != SCALAR:
            raise UnsureError
        return shape

    def _misfit(self, gate: Gate, why: str) -> Diagnostic:
        assert isinstance(gate.expression, Apply)
        arguments = [a for a in gate.expression.arguments if isinstance(a, Name)]
        shapes = [f"{show(a)} is {self.of(a)}" for a in arguments]
        labels = (Label(gate.span, ", ".join(shapes)),) if gate.span else ()
        return Diagnostic(
            "shape-mismatch",
            f"the shapes do not fit: {self._summary(gate, why)}",
            labels,
            "see the annotations and --shape: equal sizes need equal names",
        )

    def _summary(self, gate: Gate, why: str) -> str:
        if "[" in why:
            return why
        assert isinstance(gate.expression, Apply)
        names = [a for a in gate.expression.arguments if isinstance(a, Name)]
        return (
            f"{' with '.join(str(self.of(a)) for a in names)}: {why.replace(' and ', ' against ')}"
        )


def _is_sum(expression: Expression) -> bool:
    """Whether rows are joined here, if they are rows: `x.shape + y.shape`."""
    is_operator = isinstance(expression, Apply) and expression.function.module == "operator"
    return isinstance(expression, Apply) and is_operator and expression.function.name == "add"


def _opaque(value: Expression) -> Shape:
    return unknown(f"constant {show(value)}")


def entered(circuit: Circuit, *, arrays: bool, constants: Mapping[str, Expression]) -> Shapes:
    """The shapes of the parameters, before any gate."""
    shapes = Shapes(arrays, constants)
    for parameter in circuit.parameters:
        shape = parameter.shape
        shapes.known[parameter.name] = unknown(parameter.name) if shape is None else shape
    shapes.solid = set(used_as_arrays(circuit)) if arrays else set()
    shapes.kinds.enter_parameters(circuit.parameters)
    return shapes
