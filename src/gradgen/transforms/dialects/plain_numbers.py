"""Which values of a circuit are plain numbers, for a library whose functions take arrays only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from gradgen.ir.circuit import Circuit, Gate, Statement
from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, Symbol, operator
from gradgen.targets.libraries import is_array_library
from gradgen.targets.localize import localize
from gradgen.targets.python import PYTHON

_ANNOTATED: Final = frozenset(("float", "int", "bool"))
_CONDITIONS: Final = {"where": "if", "logical_and": "and", "logical_or": "or", "logical_not": "not"}
_MADE: Final = {"zeros_like": "0.0", "ones_like": "1.0"}
_PLAIN: Final = frozenset(("operator", "math", "builtins"))
_UPSTREAM: Final = Literal("1.0")


@dataclass
class PlainNumbers:
    """What the names at hand stand for, statement by statement.

    `numbers` are names of plain numbers; `loose` those of what may be one: upstream gradients, and
    what is made of them alone. All others are taken for arrays, as are parameters that are not
    annotated as numbers.
    """

    numbers: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)

    carried: frozenset[str] = frozenset()

    def enter(self, circuit: Circuit, *, is_first: bool) -> None:
        """Begin with the parameters of a circuit, the first of those of a function or a later one.

        What a first half stores, a second half finds: `carried` are the numbers among that.
        """
        self.carried = frozenset() if is_first else frozenset(self.numbers)
        self.numbers = {p.name for p in circuit.parameters if p.annotation in _ANNOTATED}
        self.loose = {p.name for p in circuit.parameters if p.default == _UPSTREAM}

    def note(self, statement: Statement) -> None:
        """Go on behind a statement."""
        if not isinstance(statement, Gate):
            return
        names, value = set(statement.targets), statement.expression
        if statement.others and isinstance(value, Name):  # x, k, t1 = residuals
            self.numbers |= names & self.carried
            return
        is_number, is_array = self.is_number(value), self.is_array(value)
        self.numbers = self.numbers | names if is_number else self.numbers - names
        self.loose = self.loose - names if is_number or is_array else self.loose | names

    def is_number(self, expression: Expression) -> bool:
        """Whether a value is surely a plain number."""
        match expression:
            case Literal():
                return True
            case Name(id=name):
                return name in self.numbers
            case Apply(function=Function(name="size" | "ndim" | "len")):
                return True
            case Apply(function=Function(name="index"), arguments=[row, _]):
                return isinstance(row, Apply) and row.function.name == "shape"
            case Apply(function=function, arguments=arguments):
                is_plain = has_words(expression) or function.module in _PLAIN
                return is_plain and bool(arguments) and all(map(self.is_number, arguments))
            case Symbol(function=function):
                return function.attribute in ("pi", "e", "inf", "nan")
        return False

    def is_array(self, expression: Expression) -> bool:
        """Whether a value is surely no plain number."""
        match expression:
            case Name(id=name):
                return name not in self.numbers and name not in self.loose
            case Apply(function=Function(module="operator"), arguments=arguments):
                return any(map(self.is_array, arguments))
            case Apply(function=Function(module=str(module))):
                return is_array_library(module) or module == "gradgen"
        return False


def has_words(call: Apply) -> bool:
    """Whether Python itself has words for a gate, where all is plain numbers."""
    return call.function.name in {*PYTHON.functions, *_CONDITIONS, *_MADE}


def in_plain_words(call: Apply) -> Expression:
    """A call on plain numbers in Python's own words: `math.log(k)`, `a if c else b`."""
    name = call.function.name
    if name in _MADE:
        return Literal(_MADE[name])
    if name in _CONDITIONS:
        return operator(name, _CONDITIONS[name], *call.arguments)
    return localize(replace(call, function=replace(call.function, module=None)), PYTHON)
