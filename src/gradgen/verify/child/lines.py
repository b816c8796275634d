"""The values of the lines of the generated text, found by watching it run."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from types import FrameType
from typing import Any, NamedTuple

from gradgen.verify.child.job import GENERATED
from gradgen.verify.child.values import is_finite


class LineValue(NamedTuple):
    """A line of the generated text, the name that it binds or changes, and the value it has then.

    The value is the array itself: later lines may change it.
    """

    line: int
    name: str
    value: Any


def _as_it_is(value: Any) -> Any:
    return value


def first_bad_line(
    action: Callable[[], Any],
    functions: Collection[str],
    left: Callable[[Any], Any] = _as_it_is,
) -> LineValue | None:
    """Runs `action`; None where no line in these generated functions makes what is not finite."""
    found: list[LineValue] = []

    def see(here: LineValue) -> None:
        if not found and not is_finite(here.value):
            found.append(here)

    with suppress(Exception):
        watch(action, functions, see, left)
    return found[0] if found else None


def watch(
    action: Callable[[], Any],
    functions: Collection[str],
    see: Callable[[LineValue], None],
    left: Callable[[Any], Any] = _as_it_is,
) -> Any:
    """The result of `action`; `see` is told the value of each line of these generated functions,
    as soon as the line is done, those in loops once in each turn.

    Arrays of another library than NumPy are those that are `left` for NumPy.
    """
    statements = _statements("".join(linecache.getlines(GENERATED)))

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename != GENERATED or code.co_name not in functions:
            return None
        last = _NONE

        def step(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal last
            here = statements.get(frame.f_lineno, _NONE)
            if event == "exception":
                last = _NONE
            elif event == "return" or here is not last:
                for name in last.names:
                    see(LineValue(last.line, name, left(frame.f_locals[name])))
                last = here
            return step

        return step

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        return action()
    finally:
        sys.settrace(before)


class _Statement(NamedTuple):
    """The line that a statement begins with, and the variables that it binds or changes."""

    line: int
    names: tuple[str, ...]


_NONE = _Statement(0, ())


def _statements(text: str) -> Mapping[int, _Statement]:
    """The statement on each line of a text, of those that bind or change variables."""
    found: dict[int, _Statement] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign | ast.AugAssign):
            parts = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = dict.fromkeys(name for part in parts for name in _roots(part))
            one = _Statement(node.lineno, tuple(names))
            found |= dict.fromkeys(range(node.lineno, (node.end_lineno or 0) + 1), one)
    return found


def _roots(target: ast.expr) -> Iterator[str]:
    """The variables that are bound or changed."""
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for each in elements:
                yield from _roots(each)
        case ast.Subscript(value=value) | ast.Attribute(value=value):
            yield from _roots(value)
