"""Generated modules read back: each function's lines, by the half that they stand in."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cases import Case


@dataclass(frozen=True)
class Line:
    """A statement `target = value` with the comment behind it, without its `#`."""

    target: str
    value: ast.expr
    comment: str


@dataclass(frozen=True)
class Output:
    """A generated function: its node, the comments by line, and where the backward half starts."""

    case: Case
    original: str
    node: ast.FunctionDef
    comments: Mapping[int, str]

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """What stands between the docstring and the `return`."""
        return self.node.body[1:-1]

    @cached_property
    def start_of_backward(self) -> int:
        """The line of the heading between the halves."""
        rows = range(self.node.lineno, (self.node.end_lineno or 0) + 1)
        headed = [row for row in rows if self.comments.get(row) == "backward"]
        return headed[-1] if headed else rows.stop

    @property
    def forward(self) -> list[Line]:
        """The assignments of the forward half."""
        return [self._line(s) for s in self._assigned() if s.lineno < self.start_of_backward]

    @property
    def backward(self) -> list[Line]:
        """The assignments of the backward half."""
        return [self._line(s) for s in self._assigned() if s.lineno > self.start_of_backward]

    @property
    def idle(self) -> Iterator[tuple[int, str]]:
        """The rows and names of gates that are shown and not computed."""
        for row, comment in self.comments.items():
            found = re.match(r"(\w+) = .*\(value not needed\)", comment)
            if found and self.node.lineno < row < self.start_of_backward:
                yield row, found[1]

    @property
    def bound_forward(self) -> list[str]:
        """The names that the forward half binds or shows, in order."""
        rows = [(s.lineno, self._line(s).target) for s in self._assigned()]
        shown = [*(row for row in rows if row[0] < self.start_of_backward), *self.idle]
        return [name for _, name in sorted(shown)]

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters."""
        return parameters(self.node)

    @property
    def returned(self) -> str:
        """The text of what is returned."""
        last = self.node.body[-1]
        assert isinstance(last, ast.Return)
        assert last.value is not None
        return ast.unparse(last.value)

    def _assigned(self) -> list[ast.Assign]:
        return [s for s in self.statements if isinstance(s, ast.Assign)]

    def _line(self, statement: ast.Assign) -> Line:
        (target,) = statement.targets
        row = statement.end_lineno or statement.lineno
        return Line(ast.unparse(target), statement.value, self.comments.get(row, ""))


def parameters(function: ast.FunctionDef) -> list[str]:
    """The names of a definition's parameters in order."""
    signature = function.args
    return [a.arg for a in (*signature.posonlyargs, *signature.args, *signature.kwonlyargs)]


def comments(text: str) -> dict[int, str]:
    """The comments of a text by line, without their `#`."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        t.start[0]: t.string.removeprefix("#").strip() for t in tokens if t.type == tokenize.COMMENT
    }


def definitions(text: str) -> dict[str, ast.FunctionDef]:
    """The functions at the top level of a text."""
    body = ast.parse(text).body
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def outputs(case: Case, source: str | None = None) -> list[Output]:
    """The functions that gradgen made of a case."""
    text = source or case.result.source
    nodes, said = definitions(text), comments(text)
    return [Output(case, f, nodes[f"{f}_backward"], said) for f in case.result.functions]
