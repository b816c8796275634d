"""Diagnostics as text, in every format, and the pages behind their slugs."""

import json
import re
import textwrap

import pytest

from gradgen.diagnostics import (
    Diagnostic,
    FixedSpan,
    GradgenError,
    Label,
    Position,
    explanations,
    page,
    render,
    slugs,
)

MODEL = "import numpy as np\n\n\ndef f(x):\n    return x\n" + "\n" * 6 + "    s = np.sort(x)\n"


def label(
    start: tuple[int, int], end: tuple[int, int], text: str = "", file: str = "model.py"
) -> Label:
    return Label(FixedSpan(file, Position(*start), Position(*end)), text)


NO_RULE = Diagnostic(
    "no-rule",
    "no gradient rule for `np.sort`",
    (label((12, 8), (12, 18), "`x` carries the gradient of `w`"),),
    "pass it with --wrt left out, or write the rule: gradgen --explain no-rule",
)


def full(*diagnostics: Diagnostic, **sources: str) -> str:
    texts = {f"{name}.py": text for name, text in sources.items()}
    return render(diagnostics, texts, output_format="full", color=False)


def found(*labels: Label, help: str = "") -> Diagnostic:
    return Diagnostic("slug", "a title", labels, help)


def drawing(text: str) -> str:
    """A drawing as it is written in a test, its margin being the bar."""
    return textwrap.dedent(text).lstrip("\n")


def test_as_designed() -> None:
    assert full(NO_RULE, model=MODEL) == drawing("""
        error[no-rule]: no gradient rule for `np.sort`
         --> model.py:12:9
           |
        12 |     s = np.sort(x)
           |         ^^^^^^^^^^ `x` carries the gradient of `w`
           = help: pass it with --wrt left out, or write the rule: gradgen --explain no-rule
        """)


def test_several_labels_also_on_other_lines_and_in_other_files() -> None:
    diagnostic = found(
        label((4, 4), (4, 5), "here"),
        label((1, 0), (1, 6), "from here"),
        label((4, 8), (4, 9), "and there"),
        label((1, 0), (1, 1), "elsewhere", "other.py"),
        help="one\n  two",
    )
    assert full(diagnostic, model="first\n\n\nabc g + h\n", other="k = 1\n") == drawing("""
        error[slug]: a title
         --> model.py:4:5
          |
        1 | first
          | ----- from here
        ...
        4 | abc g + h
          |     ^ here
          |         - and there
         ::: other.py:1:1
          |
        1 | k = 1
          | - elsewhere
          = help: one
                    two
        """)


def test_span_over_several_lines() -> None:
    text = "def f(x):\n    y = g(x,\n      1,\n    )\n    return y\n"
    diagnostic = found(label((2, 8), (4, 5), "`g` is not known"), label((3, 6), (3, 7), "this"))
    assert full(diagnostic, model=text) == drawing("""
        error[slug]: a title
         --> model.py:2:9
          |
        2 |       y = g(x,
          |  _________^
        3 | |       1,
          | |       - this
        4 | |     )
          | |_____^ `g` is not known
        """)


def test_long_span_that_opens_a_line_is_shown_at_its_ends() -> None:
    text = "".join(f"  line {number}\n" for number in range(1, 13))
    diagnostic = found(label((2, 2), (12, 0), "all of it"), label((2, 2), (3, 8), "these"))
    assert full(diagnostic, model=text) == drawing("""
        error[slug]: a title
         --> model.py:2:3
           |
         2 | / /   line 2
         3 | | |   line 3
           | | |________- these
        ...  |
        10 | |     line 10
        11 | |     line 11
           | |___________^ all of it
        """)


def test_tabs_and_wide_characters_keep_the_marks_in_place() -> None:
    diagnostic = found(label((1, 13), (1, 14), "here"), label((1, 5), (1, 10), "text"))
    assert full(diagnostic, model="\tx = '値段é' + q\n") == drawing("""
        error[slug]: a title
         --> model.py:1:14
          |
        1 |     x = '値段é' + q
          |                   ^ here
          |         ------- text
        """)


def test_combining_characters_take_no_cell() -> None:
    text = full(found(label((1, 3), (1, 4))), model="e\u0301 x\n")
    assert text.splitlines()[-1] == "  |   ^"


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = full(
        Diagnostic("slug", "bad \x1b[31m name", (label((1, 1), (1, 2)),)), model="a\x1b[0m\u202eb"
    )
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.splitlines()[-2:] == ["1 | a␛[0m�b", "  |  ^"]


def test_long_line_is_clipped_around_the_span() -> None:
    line = "x = " + " + ".join(f"a{number}" for number in range(1000))
    column = line.index("a700")
    rows = full(found(label((1, column), (1, column + 4), "here")), model=line).splitlines()
    start = rows[4].index("^")
    assert rows[3][start : start + 4] == "a700"
    assert len(rows[3]) < 120
    assert rows[3].startswith("1 | ...")
    assert rows[3].endswith("...")


@pytest.mark.parametrize("end", [900, 5000])
def test_span_longer_than_the_view(end: int) -> None:
    rows = full(found(label((1, 4), (1, end))), model="x = " + "y" * 5000).splitlines()
    assert max(map(len, rows)) < 120
    assert rows[4].startswith("  |     ^^^^")


@pytest.mark.parametrize("place", [(1, 3), (1, 99), (2, 0), (7, 0)])
def test_place_behind_the_text(place: tuple[int, int]) -> None:
    assert full(found(label(place, place, "end")), model="abc").splitlines()[-1].endswith("^ end")


def test_end_before_start_is_one_sign() -> None:
    assert full(found(label((1, 2), (1, 0))), model="abc").splitlines()[-1] == "  |   ^"


def test_no_label_and_no_source() -> None:
    assert full(found(help="do this"), found(label((3, 0), (3, 1), "why", "gone.py"))) == drawing(
        """
        error[slug]: a title
          = help: do this

        error[slug]: a title
         --> gone.py:3:1
          = note: why
        """
    )


def test_form_feed_ends_no_line() -> None:
    assert "2 | b" in full(found(label((2, 0), (2, 1))), model="a\x0c\r\nb\n")


def test_nothing_to_tell() -> None:
    assert full() == ""


def test_color_changes_nothing_but_the_color() -> None:
    arguments = ([NO_RULE], {"model.py": MODEL})
    painted = render(*arguments, output_format="full", color=True)
    assert painted.startswith("\x1b[1;31merror[no-rule]\x1b[0m")
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == full(NO_RULE, model=MODEL)


def test_concise() -> None:
    warning = Diagnostic("left-out", "two\nlines", severity="warning")
    text = render([NO_RULE, warning], {}, output_format="concise", color=False)
    assert text == (
        "model.py:12:9: error[no-rule] no gradient rule for `np.sort`\n"
        "warning[left-out] two lines\n"
    )


def test_json() -> None:
    text = render([NO_RULE, found()], {}, output_format="json", color=True)
    assert text.isascii()
    first, second = json.loads(text)
    assert first == {
        "slug": "no-rule",
        "severity": "error",
        "message": "no gradient rule for `np.sort`",
        "help": "pass it with --wrt left out, or write the rule: gradgen --explain no-rule",
        "labels": [
            {
                "file": "model.py",
                "start": {"line": 12, "column": 9},
                "end": {"line": 12, "column": 19},
                "text": "`x` carries the gradient of `w`",
            }
        ],
    }
    assert second["labels"] == []


def test_github() -> None:
    odd = Diagnostic(
        "odd", "100% of: it, all", (label((1, 2), (3, 4), "why", "a,b:c%.py"),), "x\r\ny", "warning"
    )
    text = render([NO_RULE, odd, found()], {}, output_format="github", color=True)
    assert text.splitlines() == [
        "::error file=model.py,line=12,col=9,endLine=12,endColumn=19,title=gradgen (no-rule)"
        "::no gradient rule for `np.sort`%0A`x` carries the gradient of `w`"
        "%0Ahelp: pass it with --wrt left out, or write the rule: gradgen --explain no-rule",
        "::warning file=a%2Cb%3Ac%25.py,line=1,endLine=3,title=gradgen (odd)"
        "::100%25 of: it, all%0Awhy%0Ahelp: x%0D%0Ay",
        "::error title=gradgen (slug)::a title",
    ]


def test_unknown_format() -> None:
    with pytest.raises(ValueError, match="no such output format"):
        render([], {}, output_format="xml", color=False)


def test_error_reads_in_order_and_tells_nothing_twice() -> None:
    late, early = found(label((9, 0), (9, 1))), found(label((2, 0), (2, 1)))
    error = GradgenError([late, early, late])
    assert error.diagnostics == (early, late)
    assert str(error).splitlines()[0] == "model.py:2:1: error[slug]: a title"


def test_pages() -> None:
    for slug in slugs():
        text = page(slug)
        assert text is not None
        assert text.strip()
    assert page("../../README") is None
    assert page("no-such-slug") is None


def test_there_are_pages_wherever_it_is_installed() -> None:
    assert any(folder.is_dir() for folder in explanations._FOLDERS)
