"""Lowers operators: arithmetic, comparisons, and choices, whose sides may be computed or not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import reduce

import libcst as cst

from gradgen.frontend import tokens
from gradgen.frontend.builder import Builder
from gradgen.frontend.context import (
    POISON,
    File,
    Frame,
    Inline,
    UserFunction,
)
from gradgen.frontend.module_scope import Assigned
from gradgen.frontend.refusals import refuse_expression
from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Sequence,
    operator,
)
from gradgen.ir.numerals import negated, number
from gradgen.ir.operators import BINARY, BOOLEAN, COMPARISON, MEMBERSHIP


@dataclass
class Operations(ABC):
    """Lowers the operators between expressions inside one activation of a function.

    In a `lenient` reading, for assertions, any built-in function may be called and text may be
    formatted: nothing of it is differentiated. Only the call `asking` may ask for a namespace.
    """

    file: File
    frame: Frame | None
    inline: Inline
    lenient: bool = False
    builder: Builder | None = None
    asking: cst.BaseExpression | None = None

    @abstractmethod
    def lower(self, node: cst.BaseExpression) -> Expression:
        """The circuit's expression for `node`; after a diagnostic, something harmless."""

    def _binary(self, node: cst.BinaryOperation) -> Expression:
        left, right = self.lower(node.left), self.lower(node.right)
        table = tokens.BINARY | tokens.ON_ARRAYS if self.file.arrays else tokens.BINARY
        symbol = table.get(type(node.operator))
        if symbol is None:
            refuse_expression(node, self.file.findings)
            return POISON
        if POISON in (left, right):
            return POISON
        return self._checked(operator(BINARY[symbol], symbol, left, right), node)

    def _checked(self, operation: Apply, node: cst.BaseExpression) -> Expression:
        """An operation, if it is one on numbers."""
        if not any(isinstance(operand, Sequence) for operand in operation.arguments):
            return operation
        self.file.findings.refuse(
            "sequence-operation",
            node,
            "an operation on a tuple or list",
            "this is no arithmetic on numbers, which is all that a gate does",
            "write the operation out for each element",
        )
        return POISON

    def _unary(self, node: cst.UnaryOperation) -> Expression:
        operand = self.lower(node.expression)
        table = tokens.UNARY | tokens.UNARY_ON_ARRAYS if self.file.arrays else tokens.UNARY
        if type(node.operator) not in table:
            refuse_expression(node, self.file.findings)
            return POISON
        name, symbol = table[type(node.operator)]
        if name == "negative" and isinstance(operand, Literal) and number(operand) is not None:
            return negated(operand)
        return self._checked(operator(name, symbol, operand), node)

    def _comparison(self, node: cst.Comparison) -> Expression:
        operands = [self.lower(node.left), *(self.lower(c.comparator) for c in node.comparisons)]
        table = tokens.COMPARISON | tokens.MEMBERSHIP if self.lenient else tokens.COMPARISON
        symbols = [table.get(type(c.operator)) for c in node.comparisons]
        if None in symbols and not self.lenient:
            refuse_expression(node, self.file.findings)
            return POISON
        if POISON in operands:
            return POISON
        pairs = zip(symbols, operands, operands[1:], strict=False)
        links = [operator((COMPARISON | MEMBERSHIP)[s], s, a, b) for s, a, b in pairs if s]
        if not self.lenient and any(self._checked(link, node) == POISON for link in links):
            return POISON
        return reduce(lambda a, b: operator("logical_and", "and", a, b), links)

    def _choice(self, node: cst.IfExp) -> tuple[Expression, Expression, Expression]:
        test = self._condition(node.test, node.body, node.orelse)
        return test, self._if(test, True, node.body), self._if(test, False, node.orelse)

    def _condition(self, test: cst.BaseExpression, *sides: cst.BaseExpression) -> Expression:
        """A condition; computed at once if a function is to be written out under it."""
        lowered = self.lower(test)
        if self.builder is None or not any(map(self._calls, sides)):
            return lowered
        return self.builder.atom(lowered)

    def _if(self, test: Expression, holds: bool, node: cst.BaseExpression) -> Expression:
        """What is computed only where a condition holds: the statements of functions too."""
        if self.builder is None or not self._calls(node):
            return self.lower(node)
        with self.builder.under(test, holds):
            return self.lower(node)

    def _calls(self, node: cst.CSTNode) -> bool:
        """Whether an expression may call a function of the file."""
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
            local = self.frame.values.get(node.func.value) if self.frame else None
            # An assignment may have given a function of the file another name.
            binding = local or self.file.scope.bindings.get(node.func.value)
            if isinstance(binding, UserFunction | cst.FunctionDef | Assigned):
                return True
        return any(map(self._calls, node.children))

    def _boolean(self, node: cst.BooleanOperation) -> Expression:
        symbol = "and" if isinstance(node.operator, cst.And) else "or"
        left = self._condition(node.left, node.right)
        right = self._if(left, symbol == "and", node.right)
        return self._checked(operator(BOOLEAN[symbol], symbol, left, right), node)
