"""The house: imports go one way, in no circle, and every module says what lives in it."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "gradgen"

LEVELS = (
    "__main__",
    "cli",
    "command",
    "verify committed project",
    "notebook",
    "gradgen api",  # the package's own __init__ and what it offers
    "wrap",
    "pipeline",
    "targeting",
    "modes",
    "tracing",
    "draw",
    "emit",
    "optimize",
    "transforms",
    "analysis",
    "frontend",
    "rules",
    "targets",
    "ir",
    "diagnostics options recursion version",
)
"""From the top: a module may import what stands below it, and what stands in its own folder."""

FILES = sorted(f for f in PACKAGE.rglob("*.py") if "pages" not in f.parts)
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}


def module_name(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(file): file for file in FILES}


def folder(module: str) -> str:
    """The part of the house that a module belongs to."""
    return [*module.split("."), module][1]


def level(module: str) -> int:
    return next(n for n, names in enumerate(LEVELS) if folder(module) in names.split())


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the package that `module` imports anywhere, functions included."""
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    found = (name for node in ast.walk(tree) for name in _imported(node))
    return frozenset(name for name in found if name in MODULES)


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative import"
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            yield inner if inner in MODULES else str(node.module)


def test_every_folder_has_a_level() -> None:
    known = " ".join(LEVELS).split()
    assert {folder(module) for module in MODULES} <= set(known)


@pytest.mark.parametrize("module", MODULES)
def test_imports_only_what_stands_below(module: str) -> None:
    wrong = {
        other
        for other in imports(module)
        if folder(other) != folder(module) and level(other) < level(module)
    }
    assert not wrong


def test_diagnostics_import_nothing_of_the_house() -> None:
    for module in MODULES:
        if folder(module) == "diagnostics":
            assert {folder(other) for other in imports(module)} <= {"diagnostics"}


def test_no_import_cycle() -> None:
    TopologicalSorter({module: imports(module) for module in MODULES}).prepare()


@pytest.mark.parametrize("module", MODULES)
def test_module_says_what_lives_in_it(module: str) -> None:
    docstring = ast.get_docstring(ast.parse(MODULES[module].read_text("utf-8")))
    assert docstring, "no docstring"
    first = docstring.split("\n\n")[0].splitlines()[0]
    assert first[0].isupper() or first.startswith(("gradgen", "`"))
    assert first.endswith((".", "?", "!")), first


def test_names_say_something() -> None:
    assert not {file for file in FILES if file.stem.strip("_") in VAGUE}
