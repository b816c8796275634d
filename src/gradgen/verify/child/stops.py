"""Stops: values that the function at a point gives its derivatives as constants.

Differences of a function that stops gradients are not what its derivative says: beside the point,
what is stopped has to stay what it was there. So the values are noted at the point, in the order in
which they come, and given again beside it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from copy import deepcopy
from importlib.util import decode_source
from typing import Any, TypeVar

from gradgen.verify.child.job import Job

T = TypeVar("T")
NAME = "_gradgen_stop"
"""What a user's module calls where it stops gradients."""


class Stops:
    """What is called with each value that is stopped."""

    def __init__(self) -> None:
        self._noted: list[Any] | None = None
        self._given: list[Any] = []

    def __call__(self, value: Any) -> Any:
        """The value itself, which may be noted; or the one that was noted in its place."""
        if self._noted is not None:
            self._noted.append(deepcopy(value))
        return deepcopy(self._given.pop(0)) if self._given else value

    def noted(self, action: Callable[[], T]) -> tuple[T, list[Any]]:
        """What an action gives, and all that it has stopped."""
        self._noted = []
        try:
            return action(), self._noted
        finally:
            self._noted = None

    def given(self, values: list[Any], action: Callable[[], T]) -> T:
        """What an action gives where these values are stopped."""
        self._given = [*values]
        try:
            return action()
        finally:
            self._given = []


STOPS = Stops()


def with_stops(tree: ast.Module, job: Job) -> ast.Module:
    """The user's file, where each value that is stopped goes through `STOPS`."""
    marked: ast.Module = _Marked(job).visit(tree)
    return ast.fix_missing_locations(marked)


class _Marked(ast.NodeTransformer):
    """Puts a call around what the comments of lines stop, and around calls that stop."""

    def __init__(self, job: Job) -> None:
        self._lines, self._calls = set(job.stops.lines), set(job.stops.calls)
        self._text = decode_source(job.source).split("\n")

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        if node.end_lineno in self._lines:
            node.value = _stopped(node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        self.generic_visit(node)
        if node.end_lineno in self._lines and node.value:
            node.value = _stopped(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        return _stopped(node) if self._place(node) in self._calls else node

    def _place(self, node: ast.expr) -> tuple[int, int, int, int]:
        """Where an expression stands, in characters: Python's parser counts bytes."""
        last = node.end_lineno or node.lineno
        ends = (node.lineno, node.col_offset), (last, node.end_col_offset or 0)
        (line, start), (end_line, end) = ((n, self._characters(n, c)) for n, c in ends)
        return line, start, end_line, end

    def _characters(self, line: int, count: int) -> int:
        return len(self._text[line - 1].encode()[:count].decode(errors="replace"))


def _stopped(value: ast.expr) -> ast.Call:
    return ast.copy_location(ast.Call(ast.Name(NAME, ast.Load()), [value], []), value)
