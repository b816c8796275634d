"""What tests of `-O` share: optimized lines as text, and every output optimized for a while."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from gradgen import generate, pipeline
from gradgen.frontend.source import Source
from gradgen.options import Options

NUMPY = "import numpy as np\nfrom jaxtyping import Float\n"


def lines_of(source: str, **choices: Any) -> list[str]:
    """The statements of the optimized gradient, without notes, headings and blank lines."""
    text = generate(source, optimize=True, line_length=200, **choices)
    body = text.rpartition('"""\n')[2]
    lines = (line.strip().partition("  #")[0] for line in body.splitlines())
    return [line for line in lines if line and not line.startswith(("#", "return"))]


def notes_of(source: str, **choices: Any) -> dict[str, str]:
    """The notes of the optimized lines, by what stands at the left of the equals sign."""
    text = generate(source, optimize=True, line_length=200, **choices)
    found = re.findall(r"^ +(\w+) = [^#]*# (.*)$", text, re.MULTILINE)
    return dict(found)


@contextmanager
def always_optimized() -> Iterator[None]:
    """Whatever is generated meanwhile is optimized."""
    run = pipeline.run

    def optimizing(source: Source, options: Options) -> pipeline.Result:
        return run(source, replace(options, optimize=True))

    with mock.patch.object(pipeline, "run", optimizing):
        yield
