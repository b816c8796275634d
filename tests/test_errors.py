"""Every slug has its page, and every page says what gradgen says and helps as it promises."""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable
from typing import Any

import pytest

import jaxtyping_stand_in
import update_error_pages
from error_pages import (
    BY_HAND,
    HIDDEN_FILES,
    IMPORTING,
    OF_RUNS,
    PACKAGE,
    Page,
    pages,
    said,
    slugs_in_source,
)
from gradgen.api import build
from gradgen.diagnostics import page, slugs

jaxtyping_stand_in.install()

PAGES = {found.slug: found for found in pages()}
EACH = pytest.mark.parametrize("slug", sorted(PAGES))
SHOWN = pytest.mark.parametrize("slug", sorted(PAGES.keys() - BY_HAND))
IN_PYTHON = pytest.mark.parametrize(
    "slug", sorted(PAGES.keys() - BY_HAND - HIDDEN_FILES.keys() - OF_RUNS)
)

# Their remedy is another computation: the example's own has no value, or is what is refused.
OTHER_VALUE = frozenset(("generator", "no-output", "not-elementwise", "too-large"))


def test_every_slug_has_a_page_and_every_page_a_slug() -> None:
    assert slugs_in_source() == PAGES.keys()


def test_slugs_are_found_in_each_way_that_the_source_writes_them() -> None:
    """A table of refusals, a call of `refuse`, a warning, a tuple, a diagnostic."""
    ways = {"walrus", "wrong-arguments", "print-left-out", "boolean-operation", "no-rule"}
    assert ways <= slugs_in_source()


def test_no_slug_hides_in_a_variable() -> None:
    """Each string in the source that stands where a slug could, and has a page, was found."""
    texts = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert PAGES.keys() <= texts


@EACH
def test_the_page_is_what_explain_prints(slug: str) -> None:
    assert slug in slugs()
    assert page(slug) == PAGES[slug].text


@EACH
def test_the_page_has_its_parts(slug: str) -> None:
    text = PAGES[slug].text
    title, blank, meaning, *_ = text.split("\n")
    assert (title, blank) == (f"# {slug}", "")
    assert meaning[0].isupper()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert text.count("```") == 2 * len([*PAGES[slug].blocks("python"), PAGES[slug].shown])


@EACH
def test_the_prose_fits_a_terminal(slug: str) -> None:
    prose = "".join(PAGES[slug].text.split("```")[::2])
    assert [line for line in prose.splitlines() if len(line) > 104] == []


@SHOWN
def test_the_example_gives_exactly_this_slug(slug: str) -> None:
    found = PAGES[slug].found()
    assert {name for _, name in found} == {slug}
    assert len({severity for severity, _ in found}) == 1


@SHOWN
def test_what_is_shown_is_what_is_said(slug: str) -> None:
    assert PAGES[slug].shown == PAGES[slug].rendered()


@pytest.mark.parametrize("slug", sorted(BY_HAND))
def test_what_is_written_by_hand_names_its_slug(slug: str) -> None:
    assert PAGES[slug].shown.startswith(f"error[{slug}]: ")


@IN_PYTHON
def test_the_remedy_is_accepted_without_a_word(slug: str) -> None:
    result = build(PAGES[slug].remedy, filename="example.py")
    assert result.warnings == ()
    assert "_backward(" in result.source


@pytest.mark.parametrize("slug", sorted(s for s in OF_RUNS if PAGES[s].remedy))
def test_the_remedy_is_verified(slug: str) -> None:
    files = {"example.py": PAGES[slug].remedy.encode()}
    assert said(files, [*PAGES[slug].arguments, "--quiet"]) == ""


@pytest.mark.parametrize("slug", sorted(HIDDEN_FILES))
def test_code_in_the_pages_of_files_is_accepted(slug: str) -> None:
    for block in PAGES[slug].blocks("python"):
        assert build(block, filename="example.py").warnings == ()


@IN_PYTHON
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_remedy_computes_the_same(slug: str) -> None:
    """Wherever the example runs at all, on numbers."""
    if slug in IMPORTING:
        pytest.skip(f"the example computes with arrays of {IMPORTING[slug]}")
    before, after = _last_function(PAGES[slug].blocks("python")[0]), _last_function(
        PAGES[slug].remedy
    )
    assert after is not None
    compared = 0
    for values in ((2.0, 3.0), (3.0, 2.0), (1.0, 5.0), (-0.5, 0.25)):
        expected = _value(before, values)
        if expected is not None and slug not in OTHER_VALUE:
            assert _value(after, values) == pytest.approx(expected)
            compared += 1
    assert compared or slug in OTHER_VALUE | _NOT_RUNNING, "the example no longer runs"


# Examples that Python itself would not run on plain numbers.
_NOT_RUNNING = frozenset(
    (
        *("namespace", "unknown-shape"),
        *("asynchronous", "empty-file", "function-as-value", "no-rule", "shape-mismatch"),
        *(
            "not-one-number",
            "split-form",
            "syntax-error",
            "unbound-name",
            "unknown-name",
            "unknown-rank",
            "unpacking",
        ),
        *("unsupported-attribute", "unsupported-subscript", "unsupported-target"),
        "wrong-arguments",
    )
)


def test_the_update_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert update_error_pages.main() == 0
    assert capsys.readouterr() == ("", "")


def test_the_update_mends_a_stale_page_and_tells_a_wrong_example(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = PAGES["walrus"]
    stale = tmp_path / "walrus.md"
    stale.write_text(good.text.replace(good.shown, "$ gradgen example.py\nold\n"))
    wrong = tmp_path / "generator.md"
    wrong.write_text(good.text)
    monkeypatch.setattr(update_error_pages, "pages", lambda: [Page(stale), Page(wrong)])
    assert update_error_pages.main() == 1
    assert stale.read_text() == good.text
    assert "docs/errors/generator.md does not give generator" in capsys.readouterr().err


def _last_function(source: str) -> Callable[..., Any] | None:
    """The function that an example defines last; None where Python does not take the text."""
    namespace: dict[str, Any] = {"__name__": "example"}
    try:
        exec(compile(source, "example.py", "exec"), namespace)
    except (SyntaxError, NameError):
        return None
    functions = [v for v in namespace.values() if getattr(v, "__module__", "") == "example"]
    return next((f for f in reversed(functions) if not isinstance(f, type)), None)


def _value(function: Callable[..., Any] | None, values: tuple[float, ...]) -> Any:
    """The value at the first of `values`, as many as the function takes; None if it has none."""
    if function is None or inspect.iscoroutinefunction(function):
        return None
    count = getattr(function, "__wrapped__", function).__code__.co_argcount
    try:
        value = function(*values[:count])
    except (TypeError, ValueError, NameError, AttributeError):
        return None
    whole = value if isinstance(value, tuple) else (value,)
    sound = all(isinstance(part, int | float) and math.isfinite(part) for part in whole)
    return value if sound else None
