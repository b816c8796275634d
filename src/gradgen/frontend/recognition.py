"""Recognises definitions of the user's that are known gates, such as a sigmoid of his own.

A definition is summed up in one expression of its parameters, and that is held against the rule
book's spellings. What is recognised is called, not written out: the user's own definition travels
into the output, so that values stay what they were to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from gradgen.frontend.bound_names import locals_of
from gradgen.frontend.comments import behind
from gradgen.frontend.context import Arguments, File, Findings, Frame
from gradgen.frontend.directives import is_stop
from gradgen.frontend.expressions import Expressions
from gradgen.frontend.handing import module_of
from gradgen.frontend.module_scope import Assigned
from gradgen.frontend.own_calls import has_rule
from gradgen.frontend.own_text import free_names, own_definition, text_of
from gradgen.frontend.resolution import from_star
from gradgen.frontend.signature import formals, match_arguments, refuse_definition
from gradgen.frontend.stops import NAME, is_identity
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Name,
    operator,
    substitute,
    walk,
)
from gradgen.ir.program import Definition
from gradgen.rules.book import rules_for
from gradgen.rules.matcher import is_leaf, match_spelling

# A definition that sums up to more than this is none of the known forms.
_LARGEST = 200


class _NotOneExpressionError(Exception):
    """The definition cannot be summed up in one expression."""


@dataclass
class Recogniser:
    """Finds the gate of each definition of a file, once."""

    file: File
    _gates: dict[str, Function | None] = field(default_factory=dict)

    def call(self, function: cst.FunctionDef, values: dict[str, Expression]) -> Expression | None:
        """The call of a definition that is a known gate; `None` if it is none."""
        gate = self.gate(function)
        if gate is None:
            return None
        self.keep(function)
        return Apply(gate, tuple(values.values()))

    def gate(self, function: cst.FunctionDef) -> Function | None:
        """The gate that `function` is a definition of."""
        name = function.name.value
        if name not in self._gates:
            self._gates[name] = None
            # Its call is written with arguments by position.
            if not function.params.kwonly_params:
                self._gates[name] = self._own(function) or self._spelled(function)
        return self._gates[name]

    def _own(self, function: cst.FunctionDef) -> Function | None:
        """A definition that gradgen itself once put into an output, and that is a gate."""
        definition = own_definition(function, self.file)
        if definition is None or not rules_for(definition.name):
            return None
        operands = tuple(Name(f"#{i}") for i in range(len(definition.parameters)))
        return Function(definition.name, "", function.name.value, operands=operands)

    def _spelled(self, function: cst.FunctionDef) -> Function | None:
        expression = self._summary(function)
        places = {f.name: f"#{i}" for i, f in enumerate(formals(function))}
        name = function.name.value
        if is_identity(expression, name, [*places]):
            return Function(NAME, "", name, operands=(Name("#0"),))
        if not isinstance(expression, Apply):
            return None
        match = match_spelling(expression, inline=False)
        if match is None or not all(map(is_leaf, match.bindings.values())):
            return None
        renamed = {name: Name(place) for name, place in places.items()}
        operands = (substitute(match.bindings[o], dict(renamed)) for o in match.rule.operands)
        return Function(match.rule.callee, "", name, operands=tuple(operands))

    def _summary(self, function: cst.FunctionDef) -> Expression | None:
        """The definition as one expression of its parameters, if it is that simple."""
        findings = Findings(self.file.source)
        quiet = File(self.file.source, self.file.scope, findings, arrays=self.file.arrays)
        try:
            result = _Summary(quiet, self).of(function, None)
        except (_NotOneExpressionError, RecursionError):
            return None
        return None if findings.errors or _size(result) > _LARGEST else result

    def keep(self, function: cst.FunctionDef) -> None:
        """Note that a definition travels, and all of the file that its text mentions."""
        name = function.name.value
        if name in self.file.definitions:
            return
        reads = tuple(filter(self._is_of_module, free_names(function, self.file)))
        own = own_definition(function, self.file)
        self.file.definitions[name] = Definition(
            name, text_of(function, self.file), reads, own.name if own else ""
        )
        for read in reads:
            binding = self.file.scope.bindings.get(read)
            if isinstance(binding, cst.FunctionDef):
                self.keep(binding)
            elif isinstance(binding, Assigned):
                self.file.constants_in_text[read] = None

    def _is_of_module(self, name: str) -> bool:
        """Whether a name is bound by the file itself, be it through a star import."""
        return name in self.file.scope.bindings or bool(from_star(name, self.file))


@dataclass
class _Summary:
    """Sums definitions up: names are replaced by what they were assigned."""

    file: File
    recogniser: Recogniser

    def of(self, function: cst.FunctionDef, caller: Frame | None) -> Expression:
        frame = Frame(function, frozenset(locals_of(function)), caller=caller)
        if refuse_definition(function, self.file):
            raise _NotOneExpressionError
        for formal in formals(function):
            frame.values[formal.name] = Name(formal.name)
        return self._block(_lines(function.body), frame)

    def _block(self, statements: list[cst.CSTNode], frame: Frame) -> Expression:
        expressions = Expressions(self.file, frame, self._inline)
        for index, statement in enumerate(statements):
            match statement:
                case cst.SimpleStatementLine() if is_stop(behind(statement)):
                    raise _NotOneExpressionError
                case cst.SimpleStatementLine(body=body) | cst.SimpleStatementSuite(body=body):
                    for small in body:
                        result = self._simple(small, frame, expressions)
                        if result is not None:
                            return result
                case cst.If():
                    return self._branches(statement, statements[index + 1 :], frame, expressions)
                case _:
                    raise _NotOneExpressionError
        raise _NotOneExpressionError

    def _simple(
        self, small: cst.CSTNode, frame: Frame, expressions: Expressions
    ) -> Expression | None:
        match small:
            case cst.Return(value=cst.BaseExpression() as value):
                return expressions.lower(value)
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                frame.values[name] = self._checked(expressions.lower(value))
            case cst.Expr(value=cst.SimpleString()) | cst.Pass():
                pass
            case _:
                raise _NotOneExpressionError
        return None

    def _branches(
        self, node: cst.If, rest: list[cst.CSTNode], frame: Frame, expressions: Expressions
    ) -> Expression:
        """`if c: return a` with what follows, as `a if c else …`."""
        test = expressions.lower(node.test)
        before = dict(frame.values)
        yes = self._block([*_lines(node.body), *rest], frame)
        frame.values = before
        orelse = node.orelse
        other = [orelse] if isinstance(orelse, cst.If) else _lines(orelse.body) if orelse else []
        no = self._block([*other, *rest], frame)
        return self._checked(operator("where", "if", test, yes, no))

    def _inline(
        self, frame: Frame | None, function: cst.FunctionDef, arguments: Arguments, node: cst.Call
    ) -> Expression:
        given = match_arguments(function, arguments, node, self.file)
        if given is None or frame is None or frame.is_active(function) or has_rule(function):
            raise _NotOneExpressionError
        values = {
            name: (
                Expressions(self.file, None, self._inline).lower(value)
                if isinstance(value, cst.BaseExpression)
                else value
            )
            for name, value in given.items()
        }
        if any(map(module_of, values.values())):
            raise _NotOneExpressionError
        gate = self.recogniser.gate(function)
        if gate is not None:
            ordered = (values[formal.name] for formal in formals(function))
            operands = dict(zip((f"#{i}" for i in range(len(values))), ordered, strict=False))
            in_order = tuple(substitute(operand, dict(operands)) for operand in gate.operands)
            return Apply(Function(gate.name), in_order)
        return self._checked(substitute(self.of(function, frame), values))

    def _checked(self, expression: Expression) -> Expression:
        if _size(expression) > _LARGEST:
            raise _NotOneExpressionError
        return expression


def _lines(suite: cst.BaseSuite) -> list[cst.CSTNode]:
    """The statements of a block; one behind the colon, on the same line, counts as a block too."""
    return list(suite.body) if isinstance(suite, cst.IndentedBlock) else [suite]


def _size(expression: Expression) -> int:
    """The number of nodes, counted no further than matters."""
    count = 0
    for count, _ in enumerate(walk(expression), 1):
        if count > _LARGEST:
            break
    return count
