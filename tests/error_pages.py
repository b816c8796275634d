"""The pages of docs/errors: their blocks, and what gradgen says of their examples now."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from unittest import mock

from gradgen.api import build
from gradgen.cli import run
from gradgen.committed.making import header_for
from gradgen.frontend import gate_list

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "errors"
PACKAGE = ROOT / "src" / "gradgen"

_BEFORE = b"def f(x):\n    return x * x\n"


def _written(source: bytes) -> bytes:
    """The file that was generated from `example.py`, with its header."""
    result = build(source, filename="example.py")
    return header_for(result, "example.py").above(result.source).encode()


# Files of the examples that cannot be shown in a page, by slug and name.
HIDDEN_FILES: dict[str, dict[str, bytes]] = {
    "too-deep": {"example.py": b"def f(x):\n    return " + b"-" * 9_000 + b"x\n"},
    "undecodable-file": {"example.py": b"# caf\xe9\ndef f(x):\n    return x * x\n"},
    "no-graphviz": {"example.py": _BEFORE},
    "unreadable-file": {},
    "unwritable-output": {"example.py": b"def f(x):\n    return x * x\n"},
    "invalid-settings": {
        "example.py": b"def f(x):\n    return x * x\n",
        "pyproject.toml": b'[tool.black]\nline-length = "wide"\n',
    },
    "unknown-setting": {
        "example.py": _BEFORE,
        "pyproject.toml": b"""\
[[tool.gradgen.targets]]
source = "example.py"
output = "example_jvp.py"
modes = "jvp"
""",
    },
    "invalid-rule": {
        "example.py": b"def bump(x):\n    return x\n\n\ndef f(x):\n    return bump(x)\n",
        "pyproject.toml": b'[tool.gradgen]\nrules = ["rules.py"]\n',
        "rules.py": b"""\
@gate("function")
def bump_rule(x, grad_out):
    out = bump(x)
    grad_x = grad_out * slope
""",
    },
    "stale": {
        "example.py": _BEFORE.replace(b"x * x", b"x * x * x"),
        "example_backward.py": _written(_BEFORE),
    },
    "edited": {
        "example.py": _BEFORE,
        "example_backward.py": _written(_BEFORE).replace(b"grad_out * x", b"grad_out * 2 * x"),
    },
}
# So many gates are too large here: reaching the true limit takes a while, and says the same.
_MOST_GATES = 2_000

# What no file can bring about: the text is written by hand.
BY_HAND = frozenset(("internal", "not-top-level", "unsupported-expression"))

# Pages whose examples import a library that may not be there.
IMPORTING = {"not-in-library": "dask", "other-library": "jax"}

# What is found when a file is run: what helps are other inputs, or code that is verified.
OF_RUNS = frozenset(
    (
        *("kink", "not-finite", "run-failed", "run-unbounded"),
        *("unknown-input", "unsure-gradient", "wrong-gradient", "wrong-input"),
    )
)

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
_SUMMARY = re.compile(r"\n*^gradgen: .*\Z", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Page:
    """One page: `# slug`, an example, what is said of it, and what to write instead."""

    path: Path

    @property
    def slug(self) -> str:
        return self.path.stem

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    def blocks(self, language: str) -> list[str]:
        """The contents of the page's fenced blocks in one language, in order."""
        return [text for found, text in _BLOCK.findall(self.text) if found == language]

    @property
    def shown(self) -> str:
        """The block that shows what gradgen says."""
        (block,) = self.blocks("text")
        return block

    @property
    def arguments(self) -> list[str]:
        """The arguments of the command in the page."""
        prompt, program, *arguments = shlex.split(self.shown.partition("\n")[0])
        assert (prompt, program) == ("$", "gradgen")
        return arguments

    @property
    def files(self) -> dict[str, bytes]:
        """The files that the example consists of."""
        if self.slug in HIDDEN_FILES:
            return HIDDEN_FILES[self.slug]
        return {"example.py": self.blocks("python")[0].encode()}

    @property
    def remedy(self) -> str:
        """The code to write instead; empty where the remedy is no code."""
        blocks = self.blocks("python")[self.slug not in HIDDEN_FILES :]
        return blocks[0] if blocks else ""

    def rendered(self) -> str:
        """What the block has to show: the command, and what it says now."""
        command = self.shown.partition("\n")[0]
        return f"{command}\n{_SUMMARY.sub('', said(self.files, self.arguments)).rstrip()}\n"

    def found(self) -> list[tuple[str, str]]:
        """Severity and slug of each finding in the example."""
        text = said(self.files, [*self.arguments, "--output-format", "json"])
        return [(d["severity"], d["slug"]) for d in json.loads(text or "[]")]


def pages() -> list[Page]:
    """All pages, in alphabetical order."""
    return [Page(path) for path in sorted(PAGES.glob("*.md"))]


def said(files: dict[str, bytes], arguments: list[str]) -> str:
    """What the command writes to standard error, in a folder that holds `files` only."""
    errors = io.StringIO()
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
        mock.patch.object(gate_list, "MOST_GATES", _MOST_GATES),
        mock.patch.dict(sys.modules, {"pygraphviz": None}),
    ):
        for name, data in files.items():
            Path(name).write_bytes(data)
        run([*arguments, "--color", "never"])
    return errors.getvalue()


def slugs_in_source() -> set[str]:
    """Every slug that a diagnostic somewhere in src/gradgen can have, read from the source."""
    return {slug for path in PACKAGE.rglob("*.py") for slug in _slugs(path)}


def _slugs(path: Path) -> Iterator[str]:
    """The slugs in a file: each stands first in a call that makes or passes on a diagnostic."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments):
                if name in _MAKERS:
                    yield from filter(_SLUG.fullmatch, _leading_text(arguments[:2]))
            case ast.Tuple(elts=elements) if len(elements) == _PARTS:
                # A refusal kept in a tuple: slug, title, label, help.
                texts = list(_leading_text(elements))
                if len(texts) == _PARTS and _SLUG.fullmatch(texts[0]) and " " in texts[1]:
                    yield texts[0]


_MAKERS = frozenset(("Diagnostic", "Refusal", "refuse", "warn", "_refuse", "_error"))
_PARTS = 4


def _leading_text(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
