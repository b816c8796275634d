"""Generated modules read back: each function's lines, by the half that they stand in."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cases import Case


@dataclass(frozen=True)
class Line:
    """A statement `target = value` with the comment behind it, without its `#`.

    Where it has an `index` it adds to a part of an array, `target[index] += value`, or the same
    with `np.add.at(target, index, value)`; or it puts something there, `target[index] = value`.
    """

    node: ast.stmt
    target: str
    value: ast.expr
    comment: str
    index: ast.expr | None = None

    @property
    def targets(self) -> list[str]:
        """The names that are bound: several where a tuple is taken apart."""
        return target_names(self.target)

    @property
    def read(self) -> set[str]:
        """The names that are read, without the array that is added to."""
        parts = (self.value, self.index) if self.index else (self.value,)
        return {name for part in parts for name in names_in(part)}


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
        return [line for line in self.lines if line.node.lineno < self.start_of_backward]

    @property
    def backward(self) -> list[Line]:
        """The assignments of the backward half, and what is added to parts of arrays."""
        return [line for line in self.lines if line.node.lineno > self.start_of_backward]

    @property
    def idle(self) -> Iterator[tuple[int, str]]:
        """The rows and names of gates that are shown and not computed."""
        for row, comment in self.comments.items():
            found = re.match(r"([\w, ]+) = .*\(value not needed\)", comment)
            if found and self.node.lineno < row < self.start_of_backward:
                yield from ((row, name) for name in found[1].split(", "))

    @property
    def bound_forward(self) -> list[str]:
        """The names that the forward half binds or shows, in order."""
        rows = [(line.node.lineno, name) for line in self.forward for name in line.targets]
        return [name for _, name in sorted([*rows, *self.idle], key=lambda pair: pair[0])]

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

    @cached_property
    def lines(self) -> list[Line]:
        """The statements that bind names or add to arrays."""
        found = [(s, _taken_apart(s)) for s in self.statements]
        return [
            Line(s, parts[0], parts[1], self._comment(s), parts[2]) for s, parts in found if parts
        ]

    def _comment(self, statement: ast.stmt) -> str:
        """The comment behind a statement; black may have set it behind its last part."""
        rows = range(statement.end_lineno or statement.lineno, statement.lineno - 1, -1)
        return next((self.comments[row] for row in rows if row in self.comments), "")


def _taken_apart(statement: ast.stmt) -> tuple[str, ast.expr, ast.expr | None] | None:
    """The target, the value and the index, if there is one; None for other statements."""
    match statement:
        case ast.Assign([ast.Subscript(ast.Name(name), index)], value):
            return name, value, index
        case ast.Assign(targets=[target], value=value):
            return ast.unparse(target), value, None
        case ast.AugAssign(ast.Subscript(ast.Name(name), index), ast.Add(), value):
            return name, value, index
        case ast.Expr(ast.Call(function, [ast.Name(name), index, value], [])):
            return (name, value, index) if ast.unparse(function).endswith(".add.at") else None
        case _:
            return None


def target_names(target: str) -> list[str]:
    """The names in the target of an assignment: `a, b` and `(a,)` take a tuple apart."""
    names = (name.strip() for name in target.strip("()").split(","))
    return [name for name in names if name]


def names_in(node: ast.AST) -> set[str]:
    """The names that occur in a piece of code."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


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


def outputs(case: Case, source: str | None = None) -> tuple[Output, ...]:
    """The functions that gradgen made of a case."""
    return _outputs(case, source or case.result.source, case.result.functions)


@lru_cache(maxsize=8)
def _outputs(case: Case, text: str, functions: tuple[str, ...]) -> tuple[Output, ...]:
    nodes, said = definitions(text), comments(text)
    return tuple(Output(case, f, nodes[f"{f}_{case.suffix}"], said) for f in functions)
