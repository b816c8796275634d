"""The reader of rules: from the text of a family to rules and spellings."""

from __future__ import annotations

import pytest

from gradgen.ir.expression import names_in
from gradgen.ir.printer import show
from gradgen.rules.kinds import KINDS
from gradgen.rules.reader import Example, Line, Rule, cut, is_starred, read_rule, read_spellings

FAMILY = '''\
"""A family."""

from gradgen.rules.notation import gate, spelling

CONSTANT = 2


# A comment above an example belongs to it.
# So does a second line.
@gate("multiplier")
def times(x, y, grad_out):
    out = x * y
    grad_x = grad_out * y
    grad_y = grad_out * x  # the other one


@gate("function", "local gradient cos(x)")
def sine(x, grad_out):
    out = sin(x)
    grad_x = grad_out * cos(x)


@gate("function")
def bent(x, slope, grad_out):
    out = bend(x, slope)
    grad_x = (
        grad_out
        * where(x > 0, 1, slope)
        * pi
    )  # local gradient over several lines
    grad_slope = 0


@spelling("sine")
def sine_written_out(x):
    cos(x - pi / 2)
    -sin(-x)


@spelling("times", inline=True)
def times_written_out(x, y):
    x / (1 / y)
'''


def examples(text: str = FAMILY) -> dict[str, Example]:
    return {example.name: example for example in cut("family", text)}


def rule(name: str) -> Rule:
    return read_rule(examples()[name])


def single(head: str, *lines: str, parameters: str = "x, grad_out") -> Rule:
    """The rule of an example with these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    (example,) = cut("family", f"@gate({head})\ndef f({parameters}):\n{body}")
    return read_rule(example)


# Cutting: no example is parsed before it is asked for.


def test_the_examples_of_a_family() -> None:
    assert [(e.name, e.callee, e.is_rule, e.inline) for e in examples().values()] == [
        ("times", "times", True, False),
        ("sine", "sin", True, False),
        ("bent", "bend", True, False),
        ("sine_written_out", "sine", False, False),
        ("times_written_out", "times", False, True),
    ]
    assert {e.family for e in examples().values()} == {"family"}


def test_what_is_no_example_is_left_out() -> None:
    assert cut("family", '"""Only words."""\n\nimport math\n\n\nX = 1\n') == []
    assert cut("family", "") == []


def test_the_text_of_an_example_has_the_comments_above_it() -> None:
    text = rule("times").text
    assert text.startswith("# A comment above an example belongs to it.\n# So does")
    assert text.endswith("# the other one\n")


def test_an_example_that_is_not_asked_for_may_hold_anything() -> None:
    text = FAMILY + '\n\n@gate("function")\ndef broken(x, grad_out):\n    out = ((\n'
    assert examples(text)["broken"].callee == "broken"
    with pytest.raises(SyntaxError):
        read_rule(examples(text)["broken"])


# Rules.


def test_a_rule() -> None:
    times = rule("times")
    assert (times.name, times.callee, times.family) == ("times", "multiply", "family")
    assert times.kind is KINDS["multiplier"]
    assert times.operands == ("x", "y")
    assert show(times.pattern) == "x * y"
    assert [(line.operand, show(line.expression)) for line in times.lines] == [
        ("x", "grad_out * y"),
        ("y", "grad_out * x"),
    ]


@pytest.mark.parametrize(
    ("name", "operand", "detail"),
    [
        ("times", "x", ""),
        ("times", "y", "the other one"),
        # The detail of the decorator is that of every line without its own.
        ("sine", "x", "local gradient cos(x)"),
        # Behind the last line of a gradient that takes several.
        ("bent", "x", "local gradient over several lines"),
        ("bent", "slope", ""),
    ],
)
def test_the_details_of_lines(name: str, operand: str, detail: str) -> None:
    line = rule(name).line(operand)
    assert isinstance(line, Line)
    assert line.detail == detail


def test_a_gradient_over_several_lines() -> None:
    line = rule("bent").line("x")
    assert line is not None
    assert show(line.expression) == "grad_out * where(x > 0, 1, slope) * pi"


def test_an_operand_without_a_line() -> None:
    made = single('"function"', "out = f(x, n)", "grad_x = grad_out", parameters="x, n, grad_out")
    assert made.operands == ("x", "n")
    assert made.line("n") is None


@pytest.mark.parametrize(
    ("head", "says"),
    [('"function"', "g"), ('"copier"', "gradient copier"), ('"sigmoid"', "sigmoid")],
)
def test_the_first_words_of_notes(head: str, says: str) -> None:
    assert single(head, "out = g(x)", "grad_x = grad_out").head == says


def test_names_that_are_no_operands_are_constants() -> None:
    made = single('"function"', "out = f(x, pi)", "grad_x = grad_out * out * e * x")
    (line,) = made.lines
    assert names_in(made.pattern) == ("x",)
    assert show(line.expression) == "grad_out * out * e * x"
    assert names_in(line.expression) == ("grad_out", "out", "x")


@pytest.mark.parametrize(
    ("pattern", "starred"), [("f(*x)", True), ("f([*x])", True), ("f(x)", False)]
)
def test_starred_operands(pattern: str, starred: bool) -> None:
    made = single('"function"', f"out = {pattern}", "grad_x = grad_out * x")
    assert is_starred(made) == starred
    assert made.operands == ("x",)


# Rules of arrays: signatures, steps, several outputs.

ARRAYS = """\
@gate("copier", "spread", shape="reduced")
def total(a, axis=None, keepdims=False, *, grad_out):
    out = sum(a, axis=axis, keepdims=keepdims)
    grad_a = spread(grad_out, a, axis, keepdims)


@gate("function", "solved", shape="solution")
def lone(a, *, grad_out):
    w, v = decompose(a)
    gaps = w - w[:, None]  # between the values
    turned = v.T @ grad_v / gaps
    grad_a = v @ (turned + diag(grad_w))


@gate("copier", shape="pieces")
def parts(a, sections, *, grad_out):
    (*parts,) = split(a, sections)
    grad_a = joined([*grad_parts])


@gate("copier", shape="subscripted")
def item(a, index, *, grad_out):
    out = a[index]
    grad_a = grad_out
"""


def array_rule(name: str) -> Rule:
    return read_rule(examples(ARRAYS)[name])


def test_the_callees_of_array_rules() -> None:
    callees = {"total": "sum", "lone": "decompose", "parts": "split", "item": "item"}
    assert {e.name: e.callee for e in examples(ARRAYS).values()} == callees
    assert array_rule("item").callee == "index"


def test_the_operands_of_an_array_rule_and_their_defaults() -> None:
    total = array_rule("total")
    assert total.operands == ("a", "axis", "keepdims")
    assert {name: show(value) for name, value in total.defaults.items()} == {
        "axis": "None",
        "keepdims": "False",
    }
    assert array_rule("lone").defaults == {}


def test_what_tells_the_shape_of_the_output() -> None:
    assert array_rule("total").shape == "reduced"
    assert not array_rule("total").is_elementwise
    assert rule("times").shape == ""
    assert rule("times").is_elementwise


def test_steps_on_the_way_to_a_gradient() -> None:
    lone = array_rule("lone")
    assert [(s.operand, show(s.expression), s.detail) for s in lone.steps] == [
        ("gaps", "w - w[:, None]", "between the values"),
        ("turned", "v.T @ grad_v / gaps", "solved"),
    ]
    assert [line.operand for line in lone.lines] == ["a"]
    assert names_in(lone.lines[0].expression) == ("v", "turned", "grad_w")
    assert rule("times").steps == ()


@pytest.mark.parametrize(
    ("name", "outputs", "is_single"),
    [("total", ("out",), True), ("lone", ("w", "v"), False), ("parts", ("*parts",), False)],
)
def test_outputs(name: str, outputs: tuple[str, ...], is_single: bool) -> None:
    assert array_rule(name).outputs == outputs
    assert array_rule(name).is_single == is_single


def test_a_row_of_outputs_and_of_their_gradients() -> None:
    (line,) = array_rule("parts").lines
    assert names_in(line.expression) == ("*grad_parts",)


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ('"no_such_kind"', ["out = f(x)", "grad_x = grad_out"]),
        ('"function"', ["pass"]),
        ('"function"', ["out = f(x)(2)", "grad_x = grad_out"]),
        ('"function"', ["out = f(x)", "grad_x = lambda y: grad_out"]),
        ('"function"', ["out = f(x)", "grad_x, y = grad_out, x"]),
        ("kind", ["out = f(x)", "grad_x = grad_out"]),
    ],
)
def test_malformed_rules_are_not_read(head: str, lines: list[str]) -> None:
    with pytest.raises((KeyError, ValueError, AssertionError)):
        single(head, *lines)


# Spellings.


def test_spellings() -> None:
    first, second = read_spellings(examples()["sine_written_out"])
    assert (first.of, first.inline, first.operands) == ("sine", False, ("x",))
    assert (show(first.pattern), first.outermost) == ("cos(x - pi / 2)", "cos")
    assert (show(second.pattern), second.outermost) == ("-sin(-x)", "negative")


def test_an_inline_spelling() -> None:
    (only,) = read_spellings(examples()["times_written_out"])
    assert (only.of, only.inline, only.operands) == ("times", True, ("x", "y"))
