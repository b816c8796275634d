"""What a function returns: the outputs of its circuit, and the names that users know them by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

import libcst as cst

from gradgen.frontend.builder import Builder
from gradgen.frontend.context import POISON, Entity
from gradgen.frontend.statements import Statements
from gradgen.ir.circuit import Output
from gradgen.ir.expression import Apply, Expression, Literal, Name, Sequence
from gradgen.rules.operands import output_count


@dataclass
class Outputs:
    """Reads the outputs off the lowered body of a function.

    Where more than `errors_before` errors have been found since, what is missing may have been
    refused: then nothing is said of it again.
    """

    statements: Statements
    builder: Builder
    errors_before: int

    def read(self) -> tuple[Output, ...]:
        """What is returned; without a `return`, the variable that was assigned last."""
        statements = self.statements
        node, result = statements.result_node, statements.result
        if node is None:
            value = statements.frame.values.get(statements.last)
            if not statements.last or not _is_value(value):
                place = statements.frame.function.name
                return self._refuse(place, "nothing is assigned or returned")
            return (Output(value, statements.last),)
        if result is None or node.value is None:
            return self._refuse(node, "nothing is returned here")
        if isinstance(result, Apply) and (count := output_count(result)):
            names = tuple(f"out{number}" for number in range(1, count + 1))
            parts = self.builder.bind_parts(names, result, statements.result_comment, own=False)
            return tuple(Output(part, name) for part, name in zip(parts, names, strict=True))
        if isinstance(result, Sequence):
            return self._several(result, node, node.value)
        return (self._one(result, node.value, "out"),)

    def _several(
        self, result: Sequence, node: cst.Return, value: cst.BaseExpression
    ) -> tuple[Output, ...]:
        items = list(_leaves(result))
        if not items:
            return self._refuse(node, "an empty tuple")
        nodes = list(_elements(value))
        if len(nodes) != len(items):
            nodes = [value] * len(items)
        outputs = tuple(
            self._one(item, element, f"out{number}" if len(nodes) > 1 else "out")
            for number, (item, element) in enumerate(zip(items, nodes, strict=True), 1)
        )
        self._refuse_duplicates(outputs, nodes)
        return outputs

    def _one(self, value: Expression, node: cst.BaseExpression, default: str) -> Output:
        """An output: a variable under its own name, anything else under a name of ours."""
        if value == POISON:
            return Output(value, default)
        comment, self.statements.result_comment = self.statements.result_comment, ""
        if isinstance(node, cst.Name) and isinstance(value, Name):
            self.builder.finish((comment,))
            return Output(value, node.value)
        return Output(self.builder.bind(default, value, comment, own=False), default)

    def _refuse_duplicates(
        self, outputs: tuple[Output, ...], nodes: list[cst.BaseExpression]
    ) -> None:
        seen: set[str] = set()
        for output, node in zip(outputs, nodes, strict=True):
            if output.name in seen:
                self.statements.file.findings.refuse(
                    "duplicate-output",
                    node,
                    f"`{output.name}` is returned twice",
                    "each output has an upstream gradient of its own name",
                    "return it once, or a copy under another name: "
                    f"{output.name}2 = {output.name}",
                )
            seen.add(output.name)

    def _refuse(self, node: cst.CSTNode, why: str) -> tuple[Output, ...]:
        findings = self.statements.file.findings
        if len(findings.errors) == self.errors_before:
            findings.refuse(
                "no-output",
                node,
                f"`{self.statements.frame.function.name.value}` has no output",
                why,
                "return the value to differentiate: return L",
            )
        return ()


def _leaves(value: Expression) -> Iterator[Expression]:
    """The values in a tuple, those of the tuples in it in their place."""
    for item in value.items if isinstance(value, Sequence) else ():
        yield from _leaves(item) if isinstance(item, Sequence) else (item,)


def _elements(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The same of what is written."""
    for element in node.elements if isinstance(node, cst.Tuple | cst.List) else ():
        inner = element.value
        yield from _elements(inner) if isinstance(inner, cst.Tuple | cst.List) else (inner,)


def _is_value(entity: Entity | None) -> TypeGuard[Expression]:
    return isinstance(entity, Name | Literal)
