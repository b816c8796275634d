"""The functions that a user's rule calls, by the imports of its file: gates, or others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Symbol,
    functions_in,
    operator,
    rebuild,
)
from gradgen.ir.operators import BINARY, COMPARISON, UNARY
from gradgen.rules.book import rules_for
from gradgen.rules.reader import Line, Rule
from gradgen.targets.libraries import gate_of


@dataclass(frozen=True)
class Resolving:
    """What the names in a rule stand for: `imports` in full, `gates` of functions with rules."""

    imports: Mapping[str, str]
    gates: Mapping[str, str]

    def rule(self, rule: Rule, key: str) -> Rule:
        """The rule with the functions that its lines call, and with the gate of its own."""
        pattern = self._expression(rule.pattern)
        assert isinstance(pattern, Apply)
        return replace(
            rule,
            pattern=replace(pattern, function=Function(self.gates[key])),
            lines=self._lines(rule.lines),
            steps=self._lines(rule.steps),
            tangents=self._lines(rule.tangents),
        )

    def _lines(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(line._replace(expression=self._expression(line.expression)) for line in lines)

    def _expression(self, expression: Expression) -> Expression:
        inner = rebuild(expression, self._expression)
        if not isinstance(inner, Apply):
            return inner
        function, arguments = inner.function, inner.arguments
        if function.module is None and function.name in self.imports:
            called = self._function(self.imports[function.name])
            return _with_operator(replace(inner, function=called))
        if function.module is None:
            return _with_operator(inner)
        if function.module not in ("method", "attribute"):
            return inner
        path = self._path(arguments[0])
        if not path:
            return inner
        if function.module == "attribute":
            return Symbol(Function(function.name))  # a constant, `math.pi`; else a module
        called = self._function(f"{path}.{function.attribute}")
        return _with_operator(replace(inner, function=called, arguments=arguments[1:]))

    def _path(self, expression: Expression) -> str:
        """The module that an expression in front of a dot stands for."""
        match expression:
            case Symbol(function=Function(name=name)):
                return self.imports.get(name, "")
            case Apply(function=Function(module="attribute", attribute=name), arguments=(inner,)):
                path = self._path(inner)
                return f"{path}.{name}" if path else ""
            case _:
                return ""

    def _function(self, qualified: str) -> Function:
        """A function that is called: that of the book where it has one, else the module's."""
        known = gate_of(qualified)
        if known and rules_for(known):
            return Function(known)
        module, _, attribute = qualified.rpartition(".")
        return Function(self.gates.get(qualified, qualified), module, attribute)


def _with_operator(call: Apply) -> Apply:
    """`x**y` for `power(x, y)`: plain numbers have operators, and no functions of these names."""
    name, count = call.function.name, len(call.arguments)
    symbol = _SYMBOLS.get((name, count)) if call.function.module is None else None
    return call if symbol is None or call.keywords else operator(name, symbol, *call.arguments)


_SYMBOLS: Final = {
    **{(gate, 2): symbol for symbol, gate in {**COMPARISON, **BINARY}.items()},
    **{(gate, 1): symbol for symbol, gate in UNARY.items()},
}


def called(rule: Rule) -> tuple[str, ...]:
    """The functions outside of the book that the lines of a rule call, by their gates."""
    lines = (*rule.lines, *rule.steps, *rule.tangents)
    functions = (f for line in lines for f in functions_in(line.expression))
    return tuple(dict.fromkeys(f.name for f in functions if f.module and "." in f.name))
