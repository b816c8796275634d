"""Element types: which values surely hold floats, and which share their type with each other.

A gradient that is made in the likeness of a value takes its type too, and that must not be a type
of integers. Nothing is known of a parameter without an annotation; what `np.exp` gives are floats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, Sequence
from gradgen.rules.matcher import Match, is_constant
from gradgen.targets.types import is_whole

_FLOATS: Final = re.compile(r"(?:\w+\.)*(?:Float\d*\b|float\b|NDArray\[(?:\w+\.)*float)")
# Gates that give floats whatever numbers they are given.
_MAKE_FLOATS: Final = frozenset(
    (
        *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "divide"),
        *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh"),
        *("atanh", "hypot", "atan2", "logaddexp", "logaddexp2", "sigmoid", "softplus", "silu"),
        *("erf", "erfc", "gelu", "degrees", "radians", "mean", "std", "var"),
    )
)
_LIKE: Final = frozenset(("zeros_like", "ones_like"))
_FLAT_CREATIONS: Final = frozenset(("zeros", "ones", "eye", "linspace", "identity", "tri"))


class Dtype(NamedTuple):
    """The names whose types decide that of a value, and whether it is surely one of floats."""

    sources: frozenset[str]
    is_float: bool


_WEAK: Final = Dtype(frozenset(), False)


@dataclass
class Dtypes:
    """The element types of a circuit's values by name, as far as they are known."""

    known: dict[str, Dtype] = field(default_factory=dict)

    def of(self, expression: Expression) -> Dtype:
        """The type of a name or a literal; a plain number takes that of what it meets."""
        match expression:
            case Name(id=name):
                return self.known.get(name, Dtype(frozenset((name,)), False))
            case Literal():
                return _WEAK
            case _ if is_constant(expression):
                return _WEAK
            case Sequence(items=items):
                return _joined(map(self.of, items))
            case _:
                return Dtype(frozenset((repr(expression),)), False)

    def is_float(self, expression: Expression) -> bool:
        """Whether a value surely holds floats."""
        return self.of(expression).is_float

    def are_alike(self, left: Expression, right: Expression) -> bool:
        """Whether two values surely hold floats of one type."""
        one, other = self.of(left), self.of(right)
        return one == other and one.is_float

    def enter(self, gate: Gate, match: Match | None) -> None:
        """Note the type of a gate's output; of several, one may be of whole numbers."""
        found = None if gate.others else self._output(gate, match)
        for target in gate.targets:
            own = Dtype(frozenset((target,)), False)
            self.known[target] = own if found is None else found

    def _output(self, gate: Gate, match: Match | None) -> Dtype | None:
        expression = gate.expression
        if not isinstance(expression, Apply):
            return self.of(expression)
        if expression.function.name == "result_type":
            return _joined(map(self.of, expression.arguments))
        if match is None or match.guard is not None or "dtype" in match.bindings:
            name = expression.function.name
            if match is None or name not in _FLAT_CREATIONS | _LIKE:
                return None
            if name in _LIKE and match.bindings["dtype"] == Literal("None"):
                return self.of(match.bindings["a"])
            return self._of_type(match.bindings["dtype"], gate)
        is_cast = expression.function.name in ("astype", "asarray")
        if match.rule.kind.name == "flat" or match.rule.is_own or is_cast:
            return None
        read = match.rule.operands[1:] if match.rule.callee == "where" else match.rule.operands
        if match.rule.callee == "put_at":
            read = read[:1]  # what is put into an array takes its type
        if not match.rule.is_elementwise:
            read = tuple(name for name in read if match.rule.line(name) is not None)
        operands = [match.bindings.get(n, match.bindings.get(f"*{n}")) for n in read]
        joined = _joined(self.of(operand) for operand in operands if operand is not None)
        makes = expression.function.name in _MAKE_FLOATS or _is_special(expression)
        return Dtype(joined.sources, joined.is_float or makes)

    def _of_type(self, dtype: Expression, gate: Gate) -> Dtype | None:
        """The type of an array that is made with numbers of the type `dtype`."""
        match dtype:
            case Literal(text="None"):
                return Dtype(frozenset(gate.targets), True)
            case Apply(function=Function(name="dtype"), arguments=(value,)):
                return self.of(value)
            case Name():  # of `np.result_type`
                return self.known.get(dtype.id)
            case _ if is_whole(dtype) is False:
                return Dtype(frozenset(gate.targets), True)
            case _:
                return None


def _is_special(call: Apply) -> bool:
    return call.function.module == "scipy.special"


def _joined(dtypes: Iterable[Dtype]) -> Dtype:
    found = list(dtypes)
    sources = frozenset(name for dtype in found for name in dtype.sources)
    return Dtype(sources, any(dtype.is_float for dtype in found))


def entered_dtypes(circuit: Circuit) -> Dtypes:
    """The types of the parameters, before any gate."""
    dtypes = Dtypes()
    for parameter in circuit.parameters:
        annotation = parameter.annotation.strip("'\" ")
        is_float = bool(_FLOATS.match(annotation))
        sources = frozenset() if annotation == "float" else frozenset((parameter.name,))
        dtypes.known[parameter.name] = Dtype(sources, is_float)
    return dtypes
