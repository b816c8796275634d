"""Flattening, before and after: from statements of the source to one gate a statement."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from gradgen.api import build
from gradgen.diagnostics import GradgenError
from gradgen.frontend import gate_list
from gradgen.frontend.builder import Builder
from gradgen.frontend.context import Findings
from gradgen.frontend.reading import read
from gradgen.ir.circuit import Assertion, Gate, Remark
from gradgen.ir.expression import Name
from gradgen.ir.listing import listing
from gradgen.ir.names import Names
from gradgen.ir.parser import parse
from gradgen.ir.printer import show

HELPERS = """\
import math


def root(a):
    s = a * 2
    return math.sqrt(s)


def checked(a):
    assert a > 0
    return a * 3


def pair(a, b):
    return a + b, a - b


def deep(a):
    return root(a) + 1


def commented(a):
    # inside
    r = a * a  # square
    return r


"""


def flat(body: str, parameters: str = "x, y", above: str = HELPERS) -> list[str]:
    """The statements of a function with that body, and what it gives."""
    source = f"{above}def f({parameters}):\n{indent(dedent(body), '    ')}\n"
    (circuit,) = build(source, function="f").program.circuits
    lines = listing(circuit).splitlines()[1:]
    places = max((line.index("  ", 2) for line in lines if line[2:3].isdigit()), default=0)
    return [line.strip() if line[2] == "g" else line[places:].strip() for line in lines]


@pytest.mark.parametrize(
    ("body", "after"),
    [
        # One gate a statement, computed in Python's order.
        ("return x", ["gives x"]),
        ("return x * y", ["out = x * y", "gives out"]),
        ("return x * y + 1", ["t1 = x * y", "out = t1 + 1", "gives out"]),
        ("L = x + x * y", ["t1 = x * y", "L = x + t1", "gives L"]),
        (
            "return (x + 1) * (y + 2)",
            ["t1 = x + 1", "t2 = y + 2", "out = t1 * t2", "gives out"],
        ),
        ("return -(x * y)", ["t1 = x * y", "out = -t1", "gives out"]),
        ("return x ** -2", ["out = x**-2", "gives out"]),
        # A known form is one gate in the user's own spelling.
        (
            "return 1 / (1 + math.exp(-(x * y)))",
            ["t1 = x * y", "out = 1 / (1 + exp(-t1))", "gives out"],
        ),
        ("return max(x * y, 0)", ["t1 = x * y", "out = max(t1, 0)", "gives out"]),
        # Several values, and names for them.
        ("return x * y, x", ["out1 = x * y", "gives out1, x"]),
        ("a, b = x * y, x\nreturn b, a", ["a = x * y", "b = x", "gives b, a"]),
        (
            "a, b = y, x\na, b = b, a\nreturn a",
            ["a = y", "b = x", "a_1 = b", "b_1 = a", "gives a = a_1"],
        ),
        ("a = b = x * y\nreturn a - b", ["a = x * y", "b = a", "out = a - b", "gives out"]),
        # A name that is bound again, be it a parameter.
        ("x = x * 2\nx += 1\nreturn x", ["x_1 = x * 2", "x_2 = x_1 + 1", "gives x = x_2"]),
        # Names of the user's are left alone.
        ("t1 = x * y + 1\nreturn t1", ["t2 = x * y", "t1 = t2 + 1", "gives t1"]),
        ("out = x\nreturn out * 2", ["out = x", "out_1 = out * 2", "gives out = out_1"]),
        # Long sums and products of many.
        (
            "return max(x, y, 3)",
            ["t1 = max(x, y)", "out = max(t1, 3)", "gives out"],
        ),
        ("return sum([x * y, 2])", ["t1 = x * y", "out = sum([t1, 2])", "gives out"]),
        (
            "return x < y < 3 if x else y",
            ["t1 = x < y", "t2 = y < 3", "t3 = t1 and t2", "out = t3 if x else y", "gives out"],
        ),
    ],
)
def test_flattening(body: str, after: list[str]) -> None:
    assert flat(body) == after


@pytest.mark.parametrize(
    ("body", "after"),
    [
        # What cannot fail is computed on both sides.
        (
            "return x * y if x > 0 else x + y",
            ["t1 = x > 0", "t2 = x * y", "t3 = x + y", "out = t2 if t1 else t3", "gives out"],
        ),
        (
            "return x / 2 if x > 0 else y",
            ["t1 = x > 0", "t2 = x / 2", "out = t2 if t1 else y", "gives out"],
        ),
        # What can fail is computed where its condition holds.
        (
            "return math.log(x) if x > 0 else y",
            ["t1 = x > 0", "t2 = log(x) if t1 else 0.0", "out = t2 if t1 else y", "gives out"],
        ),
        (
            "return y if x == 0 else y / x",
            ["t1 = x == 0", "t2 = 0.0 if t1 else y / x", "out = y if t1 else t2", "gives out"],
        ),
        # Only the gate that can fail is guarded.
        (
            "return 2 * math.log(x + 1) if x > 0 else y",
            [
                "t1 = x > 0",
                "t2 = x + 1",
                "t3 = log(t2) if t1 else 0.0",
                "t4 = 2 * t3",
                "out = t4 if t1 else y",
                "gives out",
            ],
        ),
        # With nothing else to give, the guarded gate is all there is.
        (
            "return 1 / x if x != 0 else 0.0",
            ["t1 = x != 0", "out = 1 / x if t1 else 0.0", "gives out"],
        ),
        # A guard in a guard.
        (
            "return (math.log(y) if y > 0 else x) if x > 0 else y",
            [
                "t1 = x > 0",
                "t2 = y > 0",
                "t3 = t1 and t2",
                "t4 = log(y) if t3 else 0.0",
                "t5 = t4 if t2 else x",
                "out = t5 if t1 else y",
                "gives out",
            ],
        ),
        (
            "return x if x > 0 else math.log(y) if y > 0 else 1 / x",
            [
                "t1 = x > 0",
                "t2 = y > 0",
                "t3 = not t1",
                "t4 = t3 and t2",
                "t5 = log(y) if t4 else 0.0",
                "t6 = not t1",
                "t7 = not t2",
                "t8 = t6 and t7",
                "t9 = 1 / x if t8 else 0.0",
                "t10 = t5 if t2 else t9",
                "out = x if t1 else t10",
                "gives out",
            ],
        ),
    ],
)
def test_conditional_expressions(body: str, after: list[str]) -> None:
    assert flat(body) == after


@pytest.mark.parametrize(
    ("condition", "after"),
    [
        ("x > 0 and y > 0", ["t1 = x > 0", "t2 = y > 0", "t3 = t1 and t2"]),
        ("x > 0 or not y > 0", ["t1 = x > 0", "t2 = y > 0", "t3 = not t2", "t4 = t1 or t3"]),
        # The second condition is only computed where the first leaves it open.
        (
            "x > 0 and math.log(x) > 1",
            ["t1 = x > 0", "t2 = log(x) if t1 else 0.0", "t3 = t2 > 1", "t4 = t1 and t3"],
        ),
        (
            "x == 0 or 1 / x > 1",
            ["t1 = x == 0", "t2 = 0.0 if t1 else 1 / x", "t3 = t2 > 1", "t4 = t1 or t3"],
        ),
        ("0 < x < 1", ["t1 = 0 < x", "t2 = x < 1", "t3 = t1 and t2"]),
    ],
)
def test_short_circuits(condition: str, after: list[str]) -> None:
    last = after[-1].partition(" ")[0]
    chosen = [f"out = x if {last} else y", "gives out"]
    assert flat(f"return x if {condition} else y") == [*after, *chosen]


def test_a_condition_that_has_a_name_is_a_condition() -> None:
    assert flat("c = x > 0\nreturn x if c and y > 0 else y")[:3] == [
        "c = x > 0",
        "t1 = y > 0",
        "t2 = c and t1",
    ]


@pytest.mark.parametrize(
    ("body", "after"),
    [
        # The body of the helper, with the arguments in the places of its parameters.
        ("return root(x)", ["s = x * 2", "out = sqrt(s)", "gives out"]),
        ("return root(x * y)", ["a = x * y", "s = a * 2", "out = sqrt(s)", "gives out"]),
        # Its names give way to the function's own, and to those of another call.
        (
            "s = root(x) + root(y)\nreturn s",
            [
                "s_1 = x * 2",
                "s_2 = y * 2",
                "t1 = sqrt(s_1)",
                "t2 = sqrt(s_2)",
                "s = t1 + t2",
                "gives s",
            ],
        ),
        # Helpers of helpers; helpers that give two values.
        ("return deep(x)", ["s = x * 2", "t1 = sqrt(s)", "out = t1 + 1", "gives out"]),
        ("p, q = pair(x, y)\nreturn p * q", ["p = x + y", "q = x - y", "out = p * q", "gives out"]),
        # An assertion comes along.
        ("return checked(x)", ["assert x > 0", "out = x * 3", "gives out"]),
        # In one branch: under its condition, all that can fail.
        (
            "return root(x) if x > 0 else y",
            [
                "t1 = x > 0",
                "s = x * 2",
                "t2 = sqrt(s) if t1 else 0.0",
                "out = t2 if t1 else y",
                "gives out",
            ],
        ),
        (
            "return y if x > 0 else checked(x)",
            [
                "t1 = x > 0",
                "assert t1 or x > 0",
                "t2 = x * 3",
                "out = y if t1 else t2",
                "gives out",
            ],
        ),
        (
            "return y if x > 0 and checked(x) > 1 else x",
            [
                "t1 = x > 0",
                "assert not t1 or x > 0",
                "t2 = x * 3",
                "t3 = t2 > 1",
                "t4 = t1 and t3",
                "out = y if t4 else x",
                "gives out",
            ],
        ),
    ],
)
def test_functions_of_the_file_are_written_out(body: str, after: list[str]) -> None:
    assert flat(body) == after


def test_a_definition_of_a_known_gate_is_called() -> None:
    above = "import math\n\n\ndef squash(z):\n    return 1 / (1 + math.exp(-z))\n\n\n"
    assert flat("return squash(x * y)", above=above) == [
        "t1 = x * y",
        "out = squash(t1)",
        "gives out",
    ]


def commented(body: str) -> list[str]:
    """The comments with the statements that carry them."""
    source = f"{HELPERS}def f(x, y):\n{indent(dedent(body), '    ')}\n"
    (circuit,) = build(source, function="f").program.circuits
    lines: list[str] = []
    for statement in circuit.body:
        match statement:
            case Remark(text=text):
                lines.append(text)
            case Gate(comments=comments, target=target):
                lines += [*comments.above, f"{target}  {comments.behind}".rstrip()]
            case Assertion(comments=comments):
                lines += [*comments.above, f"assert  {comments.behind}".rstrip()]
    return lines


@pytest.mark.parametrize(
    ("body", "after"),
    [
        # Above: at the first gate of the statement. Behind: at its last.
        ("# above\nL = x * y + 1  # behind\nreturn L", ["# above", "t1", "L  # behind"]),
        ("return x * y  # result", ["out  # result"]),
        ("L = x * y\nreturn L  # result", ["L", "# result"]),
        ("# one\n# two\nL = x * y\nreturn L", ["# one", "# two", "L"]),
        # A gap between paragraphs stays.
        ("a = x * y\n\n# next\nL = a + 1\nreturn L", ["a", "", "# next", "L"]),
        # Of statements that make no gate: at the next one.
        ("# nothing\npass\n# something\nL = x * y\nreturn L", ["# nothing", "# something", "L"]),
        ("L = x * y\nreturn L\n# the end", ["L", "# the end"]),
        ("# why\nassert x > 0  # so\nreturn x * y", ["# why", "assert  # so", "out"]),
        # Inside parentheses: above.
        ("L = (\n    x  # first\n    * y\n)\nreturn L", ["# first", "L"]),
        # One line, several statements: the comment is the last one's.
        ("a = x * y; b = a + 1  # both\nreturn b", ["a", "b  # both"]),
        ("a = b = x * y  # chain\nreturn b", ["a  # chain", "b"]),
        # Of helpers.
        ("# mine\nreturn commented(x)", ["# mine", "# inside", "r  # square", "out"]),
    ],
)
def test_comments(body: str, after: list[str]) -> None:
    assert commented(body) == after


# The builder alone.


def new() -> Builder:
    return Builder(Names(("x", "y", "c")), Findings(read("x = 1\n", "nowhere.py")))


def statements(made: Builder) -> list[str]:
    return [f"{s.target} = {show(s.expression)}" for s in made.statements if isinstance(s, Gate)]


def test_a_leaf_needs_no_temporary() -> None:
    made = new()
    assert [made.atom(parse(leaf)) for leaf in ("x", "2.0")] == [parse("x"), parse("2.0")]
    assert made.statements == []


def test_a_wish_for_a_name_is_granted_where_it_is_free() -> None:
    made = new()
    assert made.atom(parse("x * y"), "side") == Name("side")
    assert made.atom(parse("x * y"), "x") == Name("x_1")
    assert made.atom(parse("x * y")) == Name("t1")
    assert statements(made) == ["side = x * y", "x_1 = x * y", "t1 = x * y"]


def test_a_tuple_is_no_value_but_its_elements_are() -> None:
    made = new()
    assert made.bind("p", parse("(x, x * y)")) == parse("(x, p_2)")
    assert statements(made) == ["p_2 = x * y"]


def test_own_variables_keep_their_names_and_those_of_helpers_give_way() -> None:
    made = new()
    assert made.bind("x", parse("y + 1"), own=False) == Name("x_1")
    assert made.bind("y", parse("x + 1")) == Name("y")
    assert made.bind("y", parse("x + 2")) == Name("y_1")


def test_conditions_around_a_block() -> None:
    made = new()
    c, d = made.atom(parse("x > 0"), "c1"), made.atom(parse("y > 0"), "d")
    with made.under(c, False):
        made.atom(parse("log(x)"))
        made.atom(parse("x + y"))
        with made.under(d, True):
            made.atom(parse("1 / x"))
        made.check(parse("x > 0"), None, "")
    made.atom(parse("log(y)"))
    assert statements(made)[2:] == [
        "t1 = 0.0 if c1 else log(x)",
        "t2 = x + y",
        "t3 = not c1",
        "t4 = t3 and d",
        "t5 = 1 / x if t4 else 0.0",
        "t6 = log(y)",
    ]
    (assertion,) = (s for s in made.statements if isinstance(s, Assertion))
    assert show(assertion.test) == "c1 or x > 0"


def test_a_guard_in_a_guard_whose_conditions_are_plain_values() -> None:
    assert flat("return (math.log(x) if c else x) if d else y", "x, y, c, d")[-2:] == [
        "out = t3 if d else y",
        "gives out",
    ]


def test_and_between_values_is_refused() -> None:
    made = new()
    made.atom(parse("x and y"))
    assert [error.slug for error in made._findings.errors] == ["boolean-operation"]


def test_too_many_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_list, "MOST_GATES", 3)
    assert flat("return x * y + x")
    with pytest.raises(GradgenError, match="too-large"):
        flat("return x * y + x * y + 1")
