"""Parameters: as they are defined, and what each gets in a call."""

from __future__ import annotations

import inspect
import itertools
from typing import Any

import libcst as cst
import pytest

from gradgen.frontend.context import Arguments, File, Findings
from gradgen.frontend.module_scope import read_scope
from gradgen.frontend.reading import read
from gradgen.frontend.signature import (
    annotation,
    formals,
    match_arguments,
    refuse_definition,
    starred,
)
from gradgen.ir.expression import Literal
from gradgen.ir.printer import show


def parts(text: str) -> tuple[cst.FunctionDef, File]:
    """The last statement of a file, a function; and the file."""
    source = read(text, "f.py")
    found = source.module.body[-1]
    assert isinstance(found, cst.FunctionDef)
    return found, File(source, read_scope(source.module, source.tree), Findings(source))


@pytest.mark.parametrize(
    ("parameters", "kinds"),
    [
        ("", {}),
        ("a, b=1", {"a": "", "b": ""}),
        ("a, /, b, *, c", {"a": "/", "b": "", "c": "*"}),
        ("a, b, /", {"a": "/", "b": "/"}),
        ("*, a, b=2", {"a": "*", "b": "*"}),
        ("a, *rest, b, **more", {"a": "", "b": "*"}),
    ],
)
def test_formal_parameters(parameters: str, kinds: dict[str, str]) -> None:
    function, _ = parts(f"def f({parameters}): return 1\n")
    assert {formal.name: formal.kind for formal in formals(function)} == kinds


def test_starred_parameters() -> None:
    function, _ = parts("def f(a, *b, c, **d): return 1\n")
    assert [parameter.name.value for parameter in starred(function)] == ["b", "d"]
    assert list(starred(parts("def f(a, *, c): return 1\n")[0])) == []


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("def f(a): return a\n", []),
        ("@d\n@e(1)\ndef f(a): return a\n", ["decorator", "decorator"]),
        ("async def f(a): return a\n", ["asynchronous"]),
        ("def f(*a, **b): return 1\n", ["star-arguments", "star-arguments"]),
    ],
)
def test_definitions_that_are_refused(text: str, slugs: list[str]) -> None:
    function, file = parts(text)
    assert refuse_definition(function, file) == bool(slugs)
    assert [error.slug for error in file.findings.errors] == slugs


# Annotations travel where all of their names can.


@pytest.mark.parametrize(
    ("above", "written", "text", "reads"),
    [
        ("", "float", "float", ()),
        ("", "'float'", "'float'", ()),
        ("", "list[float] | None", "list[float] | None", ()),
        ("", "2", "2", ()),
        ("import numpy as np", "np.ndarray", "np.ndarray", ("np",)),
        ("from a import Float, B", "Float[B, 'N D']", "Float[B, 'N D']", ("Float", "B")),
        ("from a import T", "'T'", "'T'", ("T",)),
        ("from a import T", "'T['", "'T['", ()),
    ],
)
def test_annotations(above: str, written: str, text: str, reads: tuple[str, ...]) -> None:
    function, file = parts(f"{above}\ndef f(x: {written}): return x\n")
    assert annotation(function.params.params[0], file) == (text, reads)
    assert file.findings.warnings == []


@pytest.mark.parametrize(
    ("above", "written"),
    [
        ("Real = float", "Real"),
        ("Real = float", "'Real'"),
        ("class A: pass", "A"),
        ("float = int", "float"),
        ("", "Unknown"),
    ],
)
def test_annotations_that_cannot_travel(above: str, written: str) -> None:
    function, file = parts(f"{above}\ndef f(x: {written}): return x\n")
    assert annotation(function.params.params[0], file) == ("", ())
    assert [warning.slug for warning in file.findings.warnings] == ["annotation-left-out"]


def test_no_annotation() -> None:
    function, file = parts("def f(x): return x\n")
    assert annotation(function.params.params[0], file) == ("", ())
    assert file.findings.warnings == []


# Arguments find their parameters as in Python itself.

CALL = cst.ensure_type(cst.parse_expression("f(x)"), cst.Call)


def matched(parameters: str, positional: int, keywords: str = "") -> dict[str, str] | str:
    """What each parameter gets; or, if the call does not fit, why."""
    function, file = parts(f"def f({parameters}): return 1\n")
    values = tuple(Literal(str(n)) for n in range(positional))
    named = tuple((key, Literal(f"'{key}'")) for key in keywords.split())
    file.findings.source.span = lambda node: None  # type: ignore[assignment, method-assign, return-value]
    given = match_arguments(function, Arguments(values, named), CALL, file)
    if given is None:
        (error,) = file.findings.errors
        return error.labels[0].text
    empty = cst.Module([])
    return {
        name: empty.code_for_node(v) if isinstance(v, cst.CSTNode) else show(v)
        for name, v in given.items()
    }


@pytest.mark.parametrize(
    ("parameters", "positional", "keywords", "given"),
    [
        ("a, b", 2, "", {"a": "0", "b": "1"}),
        ("a, b", 1, "b", {"a": "0", "b": "'b'"}),
        ("a, b", 0, "b a", {"a": "'a'", "b": "'b'"}),
        ("a, b=K + 1", 1, "", {"a": "0", "b": "K + 1"}),
        ("a, b=9, *, c=8", 1, "c", {"a": "0", "b": "9", "c": "'c'"}),
        ("a, /, b", 2, "", {"a": "0", "b": "1"}),
        ("a, b", 3, "", "it takes 2 by position, and gets 3"),
        ("a, *, b", 2, "", "it takes 1 by position, and gets 2"),
        ("a, b", 1, "", "`b` is missing"),
        ("a, *, b", 1, "", "`b` is missing"),
        ("a", 1, "z", "it has no parameter `z`"),
        ("a, b", 2, "b", "`b` is given twice"),
        ("a, /", 0, "a", "it has no parameter `a`"),
    ],
)
def test_arguments(parameters: str, positional: int, keywords: str, given: Any) -> None:
    assert matched(parameters, positional, keywords) == given


PARAMETERS = [
    "",
    "a",
    "a, b",
    "a, b=9",
    "a, /, b",
    "a, /, b=9",
    "a, *, b",
    "a=9, *, b=8, c",
    "*, a",
]


def test_a_call_fits_wherever_python_says_so() -> None:
    compared = 0
    for parameters, count in itertools.product(PARAMETERS, range(4)):
        scope: dict[str, Any] = {}
        exec(f"def f({parameters}): return 1", scope)
        signature = inspect.signature(scope["f"])
        for keywords in ("", "a", "b", "a b", "b c", "z"):
            found = matched(parameters, count, keywords)
            try:
                bound = signature.bind(*range(count), **{k: k for k in keywords.split()})
            except TypeError:
                assert isinstance(found, str), (parameters, count, keywords)
                continue
            bound.apply_defaults()
            wanted = {
                k: f"'{v}'" if isinstance(v, str) else str(v) for k, v in bound.arguments.items()
            }
            assert found == wanted, (parameters, count, keywords)
            compared += 1
    assert compared >= 20


@pytest.mark.parametrize(
    ("parameters", "call"),
    [("a, b", "f(a, b)"), ("a, *, b", "f(a, b=b)"), ("a, /, b=2", "f(a, b)")],
)
def test_the_help_shows_a_call_that_fits(parameters: str, call: str) -> None:
    function, file = parts(f"def f({parameters}): return 1\n")
    match_arguments(function, Arguments(()), CALL, file)
    assert file.findings.errors[0].help == f"call it like this: {call}"
