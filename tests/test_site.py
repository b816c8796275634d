"""The site of the documentation: every page has its place, and nothing is loaded from elsewhere."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


def loaded(file: Path) -> ModuleType:
    """A file of docs/, which are scripts and no package."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


navigation = loaded(DOCS / "website" / "navigation.py")
build_site = loaded(DOCS / "build_site.py")


def test_every_page_is_in_the_navigation_once() -> None:
    """Else: name it in docs/website/navigation.py, where a reader would look for it."""
    placed = navigation.placed()
    assert sorted(placed) == sorted(set(placed))
    assert set(placed) == set(navigation.pages())


def test_the_navigation_begins_with_what_a_newcomer_needs() -> None:
    assert navigation.placed()[:2] == ["README", "docs/getting_started"]
    assert len(navigation.children("docs/errors")) > 50


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ('<h1 id="top">x</h1><a href="#top">x</a><a href="b/c.html#deep">x</a>', ""),
        ('<a class="x" href="d.html">x</a>', "d.html leads nowhere"),
        ('<a href="b/c.html#shallow">x</a>', "b/c.html#shallow leads nowhere"),
        ('<a href="https://example.org/">x</a>', ""),
        ('<script src="https://example.org/x.js"></script>', "https://example.org/x.js is loaded"),
        ('<img alt="" src="//example.org/x.png">', "//example.org/x.png is loaded"),
        ('<link rel="stylesheet" href="https://example.org/x">', "https://example.org/x is loaded"),
        ('<link rel="stylesheet" href="x.css"><script src="x.js"></script>', ""),
    ],
)
def test_what_a_built_page_may_hold(page: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a.html").write_text(page, "utf-8")
    (tmp_path / "b" / "c.html").write_text('<p id="deep">x</p>', "utf-8")
    found = [*build_site.broken(tmp_path), *build_site.foreign(tmp_path)]
    assert found == ([f"a.html: {complaint}"] if complaint else [])


def test_a_style_loads_no_font(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('a { background: url("x.png") }', "utf-8")
    assert [*build_site.foreign(tmp_path)] == []
    (tmp_path / "a.css").write_text("@import 'https://example.org/font';", "utf-8")
    assert [*build_site.foreign(tmp_path)] == ["a.css: https://example.org/font is loaded"]


def test_without_sphinx_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(build_site, "find_spec", lambda name: None if name == "furo" else name)
    assert build_site.main([str(tmp_path / "site")]) == 1
    assert capsys.readouterr().err == "furo not installed: pip install '.[docs]'\n"
    assert not (tmp_path / "site").exists()
