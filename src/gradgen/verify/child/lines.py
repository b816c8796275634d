"""The first line of the generated text that makes nan or inf, found by watching it run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from contextlib import suppress
from types import FrameType
from typing import Any, NamedTuple

from gradgen.verify.child.job import GENERATED
from gradgen.verify.child.values import bad_word, is_finite


class BadLine(NamedTuple):
    """The variable that was not finite, what it was, and the line that made it so."""

    name: str
    word: str
    line: int


def first_bad_line(action: Callable[[], Any], functions: Collection[str]) -> BadLine | None:
    """Runs `action`; None where no line in these generated functions makes what is not finite."""
    found: list[BadLine] = []

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename != GENERATED or code.co_name not in functions or found:
            return None
        known = {name for name, value in frame.f_locals.items() if not is_finite(value)}
        last = frame.f_lineno

        def step(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal last
            for name, value in frame.f_locals.items() if not found else ():
                if name not in known and not is_finite(value):
                    found.append(BadLine(name, bad_word(value), last))
                    break
            last = frame.f_lineno
            return step

        return step

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        with suppress(Exception):
            action()
    finally:
        sys.settrace(before)
    return found[0] if found else None
