"""A refusal is as quick as a success: at most a fifth more steps than the function without errors.

What is counted is calls of Python functions, so that no clock is asked.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from types import FrameType

import pytest

import gradgen

LINES = 120
HEAD = "import numpy as np\n\n\ndef f(x, y):\n    v0 = x * y\n"


def source(line: Callable[[int], str]) -> str:
    """A function of many lines, each a value of its own."""
    body = "".join(f"    {line(i)}\n" for i in range(1, LINES))
    return f"{HEAD}{body}    return v{LINES - 1}\n"


def calls(text: str) -> tuple[int, int]:
    """How many functions are called to answer, and how many errors that finds."""
    counted, found = 0, 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        gradgen.generate(text)
    except gradgen.GradgenError as error:
        found = len(error.diagnostics)
    finally:
        sys.setprofile(None)
    return counted, found


def word(number: int) -> str:
    """Some letters, others for each number."""
    return "".join(random.Random(number).choices("aceinorst", k=4))


TYPOS: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "functions": (lambda i: f"np.s{word(i)}(y) * x", lambda i: "np.sin(y) * x"),
    "functions deeper down": (lambda i: f"np.linalg.s{word(i)}(y) * x", lambda i: "np.sin(y) * x"),
    "names": (lambda i: f"np.sin(v{i + 500}) * x", lambda i: "np.sin(y) * x"),
    "names like others": (lambda i: f"np.sin(v{i}_) * x", lambda i: "np.sin(y) * x"),
    "keywords": (lambda i: f"np.sum(y, a{word(i)}=0) * x", lambda i: "np.sum(y, axis=0) * x"),
    "methods": (lambda i: f"y.s{word(i)}() * x", lambda i: "y.sum() * x"),
    "attributes": (lambda i: f"y.s{word(i)} * x", lambda i: "y.size * x"),
    "what is called": (lambda i: f"s{word(i)}(y) * x", lambda i: "np.sin(y) * x"),
    "shapes": (lambda i: "np.ones(3) * np.ones(4) * x", lambda i: "np.ones(3) * np.ones(3) * x"),
    "what is not supported": (lambda i: "(lambda z: z)(x) * y", lambda i: "np.sin(x) * y"),
}


@pytest.mark.parametrize("what", TYPOS)
def test_many_errors_cost_no_more_than_none(what: str) -> None:
    wrong, right = TYPOS[what]
    texts = [source(lambda i, make=make: f"v{i} = {make(i)}") for make in (wrong, right)]  # type: ignore[misc]
    for text in texts:
        calls(text)  # what is read once and kept is read now
    (refused, errors), (written, none) = map(calls, texts)
    assert errors > 0.9 * (LINES - 1)
    assert none == 0
    assert refused <= 1.2 * written, f"{refused / written:.2f} times as many steps"
