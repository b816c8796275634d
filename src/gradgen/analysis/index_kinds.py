"""What values are when they are used as an index: masks, or whole numbers, perhaps all different.

An index may also be an array of which nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from gradgen.ir.circuit import Gate, Parameter
from gradgen.ir.expression import Apply, Expression, Literal, Name, Sequence
from gradgen.ir.numerals import number
from gradgen.rules.matcher import is_size
from gradgen.rules.operands import gives_places

# Whatever they are given, their outputs are true or false.
_CONDITIONS = frozenset(
    (
        *("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"),
        *("logical_and", "logical_or", "logical_not", "logical_xor"),
        *("isnan", "isinf", "isfinite", "isclose", "isin", "signbit", "isneginf", "isposinf"),
        *("any", "all"),
    )
)
# Of conditions they make conditions, of whole numbers whole numbers.
_BITWISE = frozenset(("invert", "bitwise_and", "bitwise_or", "bitwise_xor"))
_PLACES = frozenset(("arange", "argmax", "argmin", "argsort", "flatnonzero", "searchsorted"))
# Of the gates that give a row of places for each axis those that may name a place twice.
_MAY_REPEAT = frozenset(("unravel_index", "ix_"))
# Of whole numbers they make whole numbers, and only of those.
WHOLE_ARITHMETIC = frozenset(("add", "subtract", "multiply", "floor_divide", "modulo", "negative"))

# Annotations of types whose values are conditions, or whole numbers.
_MASK = re.compile(r"(?:\w+\.)*Bool\[|bool\b|(?:\w+\.)*NDArray\[(?:\w+\.)*bool_?\]")
_WHOLE = re.compile(r"(?:\w+\.)*(?:U?Int\d*|Integer)\[|int\b|(?:\w+\.)*NDArray\[(?:\w+\.)*u?int")


@dataclass
class IndexKinds:
    """The names of masks, of whole numbers, and of those from 0 up that are all different.

    `rows` are the names of what `np.nonzero` and the like give: together they name places once.
    """

    masks: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    different: set[str] = field(default_factory=set)
    rows: set[tuple[str, ...]] = field(default_factory=set)

    def enter_parameters(self, parameters: Iterable[Parameter]) -> None:
        """Note what annotations say."""
        for parameter in parameters:
            text = parameter.annotation.strip("'\" ")
            if _MASK.match(text):
                self.masks.add(parameter.name)
            elif _WHOLE.match(text):
                self.whole.add(parameter.name)

    def enter(self, gate: Gate) -> None:
        """Note what a gate gives."""
        if isinstance(gate.expression, Apply) and gives_places(gate.expression):
            self._enter_places(gate, gate.expression)
            return
        if gate.others:
            return
        if self.is_mask(gate.expression):
            self.masks.add(gate.target)
        if self.is_whole(gate.expression):
            self.whole.add(gate.target)
        if self.is_different(gate.expression):
            self.different.add(gate.target)

    def _enter_places(self, gate: Gate, call: Apply) -> None:
        """Note the rows of places that a gate gives, or the one name that they have together."""
        if gate.others or gate.lone:
            self.whole.update(gate.targets)
        if call.function.name not in _MAY_REPEAT:
            self.rows.add(gate.targets)

    def are_places_apart(self, items: tuple[Expression, ...]) -> bool:
        """Whether the items of an index are the rows of what names every place once."""
        names = tuple(item.id for item in items if isinstance(item, Name))
        return len(names) == len(items) and names in self.rows

    def kind(self, value: Expression) -> str:
        """`mask`, `whole`, or nothing where that is unclear."""
        if self.is_mask(value):
            return "mask"
        return "whole" if self.is_whole(value) else ""

    def is_mask(self, value: Expression) -> bool:
        """Whether a value is surely true or false, or an array of such."""
        match value:
            case Name(id=name):
                return name in self.masks
            case Literal(text=text):
                return text in ("True", "False")
            case Sequence(items=items):
                return bool(items) and all(map(self.is_mask, items))
            case Apply(function=function, arguments=arguments):
                bitwise = function.name in _BITWISE and all(map(self.is_mask, arguments))
                return function.name in _CONDITIONS or bitwise
            case _:
                return False

    def is_whole(self, value: Expression) -> bool:
        """Whether a value is surely a whole number, or an array of such."""
        match value:
            case Name(id=name):
                return name in self.whole
            case Literal():
                return isinstance(number(value), int)
            case Sequence(items=items):
                return bool(items) and all(map(self.is_whole, items))
            case Apply() if is_size(value) or value.function.name in _PLACES:
                return True
            case Apply(function=function, arguments=arguments) if function.name == "index":
                return self.is_whole(arguments[0])
            case Apply(function=function, arguments=arguments):
                is_kept = function.name in _BITWISE | WHOLE_ARITHMETIC
                return is_kept and all(map(self.is_whole, arguments))
            case _:
                return False

    def is_different(self, value: Expression) -> bool:
        """Whether the places in a row surely differ, and count from 0."""
        match value:
            case Name(id=name):
                return name in self.different
            case Sequence(items=items):
                values = [number(item) for item in items]
                lowest = min((v if isinstance(v, int) else -1 for v in values), default=0)
                return lowest >= 0 and len(set(values)) == len(values)
            case Apply(function=function) if function.name == "arange":
                return len(value.arguments) == 1 and not value.keywords
            case Apply(function=function) if function.name in ("argsort", "flatnonzero"):
                return True
            case _:
                return False
