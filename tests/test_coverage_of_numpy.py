"""Every function of NumPy and SciPy is ruled, flat, or refused by name, with a reason."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import scipy  # type: ignore[import-untyped]
import scipy.linalg  # type: ignore[import-untyped]
import scipy.special  # type: ignore[import-untyped]
from numpy.lib import NumpyVersion

import gradgen
import update_signatures
from gradgen.ir.expression import Function
from gradgen.rules.coverage import LIBRARIES, Standing, standings
from gradgen.targets import refusals
from gradgen.targets.refusals import (
    ALWAYS,
    GRADIENT,
    NOT_OF_NUMBERS,
    Refusal,
    refusal_of,
    refusals_of,
)
from gradgen.targets.signatures import names_of, signature
from gradgen.targets.types import is_type

PAGE = Path(__file__).resolve().parents[1] / "docs" / "numpy.md"
TEXTS = sorted(Path(refusals.__file__).parent.glob("*.txt"))

OBJECTS = {
    "numpy": np,
    "ndarray": np.ndarray,
    "numpy.linalg": np.linalg,
    "scipy.special": scipy.special,
    "scipy.linalg": scipy.linalg,
}

# Names that share their gate with something that has a rule: methods that work in place with the
# functions, the maker of types with the attribute.
SHARED = {"ndarray.sort", "ndarray.partition", "ndarray.put", "ndarray.resize", "numpy.dtype"}

IS_NEWEST = NumpyVersion(np.__version__) >= "2.4.0" and NumpyVersion(scipy.__version__) >= "1.17.0"
NEWEST = pytest.mark.skipif(not IS_NEWEST, reason="the names are of the newest NumPy and SciPy")

EACH_LIBRARY = pytest.mark.parametrize("library", LIBRARIES)


def everything() -> Iterator[Standing]:
    for library in LIBRARIES:
        yield from standings(library)


def refused() -> Iterator[tuple[str, Refusal]]:
    return ((s.name, s.refusal) for s in everything() if s.refusal)


def function(qualified: str) -> Function:
    module, _, name = qualified.rpartition(".")
    return Function(name, module, name)


# The names.


@NEWEST
@EACH_LIBRARY
def test_the_table_has_all_functions(library: str) -> None:
    """Else: python tests/update_signatures.py."""
    assert set(update_signatures.public(OBJECTS[library])) <= set(names_of(library))


@EACH_LIBRARY
def test_each_function_is_ruled_flat_or_refused(library: str) -> None:
    """Else: write a rule for it, or a line in the text of what is refused."""
    assert [s.name for s in standings(library) if not s.status] == []


def test_each_attribute_is_ruled_flat_or_refused() -> None:
    attributes = {name for name in dir(np.ndarray) if not name.startswith("_")}
    assert attributes <= {s.name.removeprefix("ndarray.") for s in standings("ndarray")}


@EACH_LIBRARY
def test_nothing_is_both_ruled_and_refused(library: str) -> None:
    """Else: take it out of the text of what is refused."""
    both = {s.name for s in standings(library) if s.rules and s.refusal}
    assert {name for name in both if not is_type(function(name))} <= SHARED


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_each_refusal_is_whole(text: Path) -> None:
    assert text.stem in (*LIBRARIES, "elsewhere")
    for name, refusal in refusals_of(text.stem).items():
        assert refusal.section in (ALWAYS, GRADIENT, NOT_OF_NUMBERS), name
        assert re.fullmatch(r"\S.*[^.\s]", refusal.why), name
        assert refusal.instead.count("`") % 2 == 0, name


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_nothing_is_refused_twice(text: Path) -> None:
    lines = (x.partition(" -> ")[0] for x in text.read_text("utf-8").splitlines() if x[:1] == " ")
    assert [name for name, n in Counter(" ".join(lines).split()).items() if n > 1] == []


@NEWEST
@EACH_LIBRARY
def test_what_is_refused_exists(library: str) -> None:
    for name in refusals_of(library):
        found = OBJECTS[library]
        for part in name.split("."):
            # Types that other machines lack.
            found = getattr(found, part, None if part in ("float128", "complex256") else ...)
            assert found is not ..., name


# The page.


@EACH_LIBRARY
def test_the_page_has_every_name(library: str) -> None:
    """Else: make docs."""
    _, _, rest = PAGE.read_text("utf-8").partition(f"\n## `{library}`\n")
    names = re.findall(r"`([\w.]+)`", rest.partition("\n## ")[0])
    assert {s.name.removeprefix(f"{library}.") for s in standings(library)} <= set(names)


# What is told.


def call(name: str, argument: str) -> str:
    """A call of a function, each parameter that it needs given the same."""
    parameters = signature(name) or ()
    needed = [p for p in parameters if p.kind in ("/", "") and p.default is None]
    starred = [p for p in parameters if p.kind == "*args"]
    given = [argument] * len(needed or starred)
    if name.startswith("ndarray."):
        return f"{argument}.{name.removeprefix('ndarray.')}({', '.join(given[1:])})"
    return f"{name}({', '.join(given)})"


def said_of(source: str) -> str:
    """All that is said of a file with errors; empty where there are none."""
    module = next((m for m in ("scipy.special", "scipy.linalg") if m in source), "numpy")
    try:
        gradgen.generate(f"import {module}\n\n\n{source}")
    except gradgen.GradgenError as error:
        found = error.diagnostics
        return " ".join(
            " ".join((d.message, *(label.text for label in d.labels), d.help or "")) for d in found
        )
    return ""


def functions_refused(*sections: str) -> list[str]:
    """Those that are called: no attributes, and nothing that is written with brackets."""
    return [name for name, r in refused() if r.section in sections and signature(name) is not None]


@pytest.mark.parametrize("name", functions_refused(ALWAYS, GRADIENT))
def test_the_reason_is_told(name: str) -> None:
    refusal = refusal_of(name)
    assert refusal is not None
    said = said_of(f"def f(x):\n    return {call(name, 'x')}\n")
    assert refusal.why in said
    assert refusal.instead in said


@pytest.mark.parametrize("name", functions_refused(GRADIENT))
def test_without_a_gradient_it_may_be_used(name: str) -> None:
    assert said_of(f"def f(x, n: int):\n    t = {call(name, 'n')}\n    return x\n") == ""


@pytest.mark.parametrize("name", functions_refused(ALWAYS))
def test_always_means_without_a_gradient_too(name: str) -> None:
    said = said_of(f"def f(x, n: int):\n    t = {call(name, 'n')}\n    return x\n")
    assert "is not supported" in said


@pytest.mark.parametrize(
    "name", ["np.fft.fft", "np.random.normal", "np.subtract.outer", "np.trapz"]
)
def test_what_is_elsewhere_has_a_reason_too(name: str) -> None:
    said = said_of(f"def f(x):\n    return {name.replace('np', 'numpy')}(x, x)\n")
    assert f"`{name}` is not supported" in said
    assert any(refusal.why in said for refusal in refusals_of("elsewhere").values())


# What to write instead.


def insteads() -> Iterator[tuple[str, str]]:
    for library in (*LIBRARIES, "elsewhere"):
        yield from ((f"{library}.{n}", r.instead) for n, r in refusals_of(library).items())


@NEWEST
@pytest.mark.parametrize(("name", "instead"), [pair for pair in insteads() if "`" in pair[1]])
def test_what_is_written_instead_is_python(name: str, instead: str) -> None:
    for code in re.findall(r"`([^`]+)`", instead):
        tree = ast.parse(code)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np", "np.linalg"):
                assert eval(ast.unparse(node), {"np": np}) is not None


VALUES = {
    "A": np.array([[2.0, 0.5, 0.0], [0.25, 1.5, 0.5], [-0.5, 0.25, 1.0]]),
    "B": np.array([[1.0, -0.5, 0.25], [0.75, 0.5, 1.5], [0.0, 0.25, 2.0]]),
    **{letter: np.linspace(0.9, 0.35, 3) + place / 40 for place, letter in enumerate("abcdrxy")},
    "e": np.array([0.25, -0.5]),
    "Q": np.array([[1.0, 0.5, 0.25], [-0.5, 2.0, 1.0], [0.75, 0.0, 0.5]]),
    "n": 3,
    "k": 2,
    "alpha": 0.75,
    "beta": 0.25,
}


def equalities() -> Iterator[tuple[str, str]]:
    for _, instead in insteads():
        yield from re.findall(r"`([^`]+)` is `([^`]+)`", instead)


@NEWEST
@pytest.mark.parametrize(("left", "right"), list(dict.fromkeys(equalities())))
def test_what_is_written_instead_is_equal(left: str, right: str) -> None:
    names = {**vars(scipy.special), **vars(scipy.linalg), "np": np, **VALUES}
    np.testing.assert_allclose(eval(left, names), eval(right, names), rtol=1e-9, atol=1e-12)
