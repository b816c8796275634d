"""Reverse mode, before and after: what a circuit's backward half does, and what it says."""

from __future__ import annotations

import pytest

from gradgen.analysis.facts import gather
from gradgen.api import build
from gradgen.ir.checker import check
from gradgen.ir.circuit import Assertion, Circuit, Gate, Output, Parameter, Remark, Statement
from gradgen.ir.expression import Literal, Name
from gradgen.ir.listing import listing
from gradgen.ir.parser import parse
from gradgen.ir.printer import show
from gradgen.transforms.reverse import differentiate


def primal(source: str) -> Circuit:
    """The circuit of the function `f` of `source`."""
    head = "" if source.startswith("import") else "import math\n"
    return build(head + source, function="f").program.circuits[0]


def function(parameters: str, body: str) -> str:
    """The source of `f`; the statements of its body are parted by semicolons."""
    lines = "".join(f"    {statement.strip()}\n" for statement in body.split(";"))
    return f"def f({parameters}):\n{lines}"


def derived(
    circuit: Circuit, wrt: str = "", taken: str = "", *, with_value: bool = False
) -> Circuit:
    names = tuple(wrt.split()) or tuple(p.name for p in circuit.parameters)
    return check(
        differentiate(circuit, gather(circuit), names, taken.split(), with_value=with_value)
    )


def halves(circuit: Circuit) -> tuple[list[str], list[str]]:
    """The statements of either half as text, their notes behind them."""
    texts = [_text(statement) for statement in circuit.body]
    forward = texts[1 : texts.index("# backward")] if texts[:1] == ["# forward"] else []
    return forward, texts[texts.index("# backward") + 1 :]


def _text(statement: Statement) -> str:
    match statement:
        case Remark(text=text, heading=heading):
            return f"# {text}" if heading else text
        case Assertion(test=test):
            return f"assert {show(test)}"
        case Gate(target=target, expression=expression, note=note, idle=idle):
            code = f"{target} = {show(expression)}"
            return f"({code})" if idle else code + (f"  # {note[0]}" if note else "")
        case _:
            raise TypeError(statement)


def backward(source: str, wrt: str = "") -> list[str]:
    return halves(derived(primal(source), wrt))[1]


def test_the_example_of_the_module() -> None:
    circuit = primal(function("w, x", "s = w * x; L = s + w; return L"))
    assert halves(derived(circuit)) == (
        ["(s = w * x)", "(L = s + w)"],
        [
            "grad_s = grad_L  # gradient copier",
            "grad_w = grad_L  # gradient copier",
            "grad_w = grad_w + grad_s * x  # gradient adder: w forks; gradient multiplier",
            "grad_x = grad_s * w  # gradient multiplier",
        ],
    )


@pytest.mark.parametrize(
    ("parameters", "body", "lines"),
    [
        (
            "x",
            "return math.exp(x)",
            ["grad_x = grad_out * out  # exp: local gradient out"],
        ),
        (
            "x, y",
            "return x - y",
            [
                "grad_x = grad_out  # gradient copier",
                "grad_y = -grad_out  # gradient copier: with the sign of - y",
            ],
        ),
        # A copy is a copier of its own.
        (
            "x, y",
            "a = b = x * y; return b",
            [
                "grad_a = grad_b  # gradient copier",
                "grad_x = grad_a * y  # gradient multiplier",
                "grad_y = grad_a * x  # gradient multiplier",
            ],
        ),
        # One value in both places of a gate forks, too.
        (
            "x",
            "return x * x",
            [
                "grad_x = grad_out * x  # gradient multiplier",
                "grad_x = grad_x + grad_out * x  # gradient adder: x forks; gradient multiplier",
            ],
        ),
        # Each operand of a sum has a line of its own.
        (
            "x, y",
            "return sum([x, 2.0, y])",
            ["grad_x = grad_out  # gradient copier", "grad_y = grad_out  # gradient copier"],
        ),
        # What is known of constants is used: no power of 1, no factor of 1.
        ("x", "return x ** 2", ["grad_x = grad_out * 2 * x  # power: local gradient 2 * x"]),
        (
            "x",
            "n = 3.0; return x ** n",
            ["grad_x = grad_out * n * x ** (n - 1)  # power: local gradient n * x ** (n - 1)"],
        ),
    ],
)
def test_gates_going_back(parameters: str, body: str, lines: list[str]) -> None:
    assert backward(function(parameters, body)) == lines


# Accumulation: the first contribution is assigned, each later one added.


def test_forks_add() -> None:
    assert backward(function("x", "a = x * 2; b = x * 3; c = x * 4; return a + b + c"))[-3:] == [
        "grad_x = grad_c * 4  # gradient multiplier",
        "grad_x = grad_x + grad_b * 3  # gradient adder: x forks; gradient multiplier",
        "grad_x = grad_x + grad_a * 2  # gradient adder: x forks; gradient multiplier",
    ]


def test_each_note_of_an_adder_has_shorter_wordings() -> None:
    circuit = derived(primal(function("x", "return x * x")))
    *_, added = circuit.gates()
    assert added.note == (
        "gradient adder: x forks; gradient multiplier",
        "gradient adder: x forks",
        "gradient adder",
    )


# Only what counts: the inputs that are asked for, the values that reach the output.


def test_only_what_is_asked_for() -> None:
    source = function("x, y", "a = x * x; b = y * y; return a + b")
    assert [line.partition(" = ")[0] for line in backward(source, "y")] == ["grad_b"] + [
        "grad_y"
    ] * 2


def test_a_value_that_nothing_reads_gets_no_gradient() -> None:
    assert backward(function("x", "unused = x * x; return x + 1")) == [
        "grad_x = grad_out  # gradient copier"
    ]


# Seeds.


@pytest.mark.parametrize(
    ("parameters", "body", "signature"),
    [
        ("x", "L = x * x; return L", "x, grad_L=1.0"),
        ("x", "L = x * x", "x, grad_L=1.0"),
        ("x", "return x * x", "x, grad_out=1.0"),
        # Several outputs: no default, by keyword only.
        ("x", "a = x * x; return a, x + 1", "x, grad_a, grad_out2"),
        # An output that is bound again, and one that is a parameter.
        ("x", "x = x * 2; return x", "x, grad_x_1=1.0"),
        ("x", "return x", "x, grad_x=1.0"),
        # A parameter that has the seed's name.
        ("x, grad_L", "L = x * grad_L; return L", "x, grad_L, grad_L_1=1.0"),
    ],
)
def test_the_names_of_seeds(parameters: str, body: str, signature: str) -> None:
    text = listing(derived(primal(function(parameters, body))))
    assert text.partition("(")[2].partition(")")[0] == signature


@pytest.mark.parametrize(
    ("parameters", "body", "kinds"),
    [
        ("x", "return x * x", [""]),
        ("x", "return x, x * x", ["*", "*"]),
        ("x, *, y", "return x * y", ["*"]),
        ("x, /", "return x * x", [""]),
    ],
)
def test_how_seeds_are_passed(parameters: str, body: str, kinds: list[str]) -> None:
    circuit = primal(function(parameters, body))
    seeds = derived(circuit).parameters[len(circuit.parameters) :]
    assert [seed.kind for seed in seeds] == kinds


def test_an_output_that_is_read_again_starts_at_its_seed() -> None:
    assert backward(function("x", "a = x * 2; b = a * 3; return a, b")) == [
        "grad_a = grad_a + grad_b * 3  # gradient adder: a forks; gradient multiplier",
        "grad_x = grad_a * 2  # gradient multiplier",
    ]


def test_an_output_that_is_a_parameter_has_its_seed_for_a_gradient() -> None:
    circuit = derived(primal(function("x, y", "return x")))
    assert [parameter.name for parameter in circuit.parameters] == ["x", "y", "grad_x"]
    assert circuit.returns == parse("(grad_x, grad_y)")


# Names.


def test_names_that_are_taken_are_left_alone() -> None:
    circuit = primal(function("x, y", "s = x * y; return s + 1"))
    targets = [g.target for g in derived(circuit, taken="grad_s grad_x").gates()]
    assert targets == ["grad_s_1", "grad_x_1", "grad_y"]


def test_an_earlier_value_of_the_outputs_name() -> None:
    circuit = primal(function("x", "L = x * 2; L = L * 3; return L"))
    assert halves(derived(circuit))[1] == [
        "grad_L_0 = grad_L * 3  # gradient multiplier",
        "grad_x = grad_L_0 * 2  # gradient multiplier",
    ]


# Zeros, and what is said of them.


@pytest.mark.parametrize(
    ("parameters", "body", "line"),
    [
        ("x, y", "L = x * 2; return L", "grad_y = 0.0  # zero gradient: L does not depend on y"),
        ("x", "return 2.0", "grad_x = 0.0  # zero gradient: out does not depend on x"),
        (
            "x, y",
            "a = x * 2; return a, x",
            "grad_y = 0.0  # zero gradient: the outputs do not depend on y",
        ),
        (
            "x, y",
            "return int(y) * x",
            "grad_y = 0.0  # zero gradient: y reaches out only through int(y), which is flat",
        ),
    ],
)
def test_a_zero_says_why(parameters: str, body: str, line: str) -> None:
    assert backward(function(parameters, body))[-1] == line


def test_a_zero_has_shorter_wordings() -> None:
    circuit = derived(primal(function("x, y", "return int(y) * x")))
    *_, zero = circuit.gates()
    assert zero.note[1:] == ("zero gradient: int(y) is flat",)


def test_a_flat_gate_that_stops_part_of_a_gradient_says_so() -> None:
    assert backward(function("x", "return x * math.floor(x)")) == [
        "grad_x = grad_out * t1  # gradient multiplier",
        "# zero gradient: t1 = floor(x) is flat, nothing flows back to x",
    ]


def test_no_gradient_flows_through_a_condition() -> None:
    assert backward(function("x, c", "return x if c else 2.0"), "x") == [
        "grad_x = grad_out if c else 0.0  # gradient router: x takes all if c"
    ]


# Guards: a gate that was computed on a condition goes back on that condition.


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (
            "return math.log(x) if c else 0.0",
            "grad_x = grad_out / x if c else 0.0  # log: local gradient 1 / x",
        ),
        (
            "return 0.0 if c else math.log(x)",
            "grad_x = 0.0 if c else grad_out / x  # log: local gradient 1 / x",
        ),
        (
            "return math.log(x) + 1 if c else x",
            "grad_x = grad_x + (grad_t1 / x if c else 0.0)"
            "  # gradient adder: x forks; log, local gradient 1 / x",
        ),
    ],
)
def test_guards(body: str, line: str) -> None:
    assert backward(function("x, c", body), "x")[-1] == line


# The function around it.


@pytest.mark.parametrize(
    ("body", "wrt", "with_value", "returns", "said"),
    [
        ("L = x * y; return L", "x y", False, "(grad_x, grad_y)", "grad_x, grad_y"),
        ("L = x * y; return L", "y", False, "grad_y", "grad_y"),
        ("L = x * y; return L", "x y", True, "(L, (grad_x, grad_y))", "L, (grad_x, grad_y)"),
        ("L = x * y; return L", "x", True, "(L, grad_x)", "L, grad_x"),
        ("L = x * y; return L, y", "x", True, "((L, y), grad_x)", "(L, y), grad_x"),
        ("y = x * y; return y", "x", True, "(y_1, grad_x)", "y, grad_x"),
    ],
)
def test_what_is_returned(body: str, wrt: str, with_value: bool, returns: str, said: str) -> None:
    circuit = derived(primal(function("x, y", body)), wrt, with_value=with_value)
    assert circuit.returns is not None
    assert show(circuit.returns) == returns
    assert circuit.docstring == ("Gradient of `f` by reverse mode.", "", f"Returns {said}.")


def test_the_value_is_kept_where_it_is_returned() -> None:
    circuit = primal(function("x, y", "s = x * y; L = s + 1; return L"))
    assert halves(derived(circuit))[0] == ["(s = x * y)", "(L = s + 1)"]
    assert halves(derived(circuit, with_value=True))[0] == ["s = x * y", "L = s + 1"]


def test_gradients_come_in_the_order_of_wrt() -> None:
    circuit = derived(primal(function("x, y", "return x * y")), "y x")
    assert circuit.returns == parse("(grad_y, grad_x)")


def test_nothing_to_do_forward() -> None:
    """An output that no gate computes: no headings over nothing."""
    circuit = Circuit("f", (Parameter("x"),), (), (Output(Name("x"), "x"),))
    assert derived(circuit).body == ()
    assert derived(
        Circuit("f", (Parameter("x"),), (), (Output(Literal("2"), "out"),))
    ).returns == Name("grad_x")


def test_every_derived_gate_goes_back_to_its_origin_and_has_its_rule() -> None:
    circuit = derived(primal(function("w, x", "s = w * x; L = math.sin(s) + w; return L")))
    derived_lines = listing(circuit).partition("# backward\n")[2].splitlines()
    assert [line.strip() for line in derived_lines] == [
        "4:9  grad_t1 = grad_L              by add",
        "4:9  grad_w = grad_L               by add",
        "4:9  grad_s = grad_t1 * cos(s)     by sin",
        "3:9  grad_w = grad_w + grad_s * x  by multiply",
        "3:9  grad_x = grad_s * w           by multiply",
        "gives grad_w, grad_x",
    ]
