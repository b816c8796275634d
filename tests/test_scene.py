"""The scene: gates, lines and places that belong together, in every sample and mode."""

from __future__ import annotations

import ast
import math

import pytest

from cases import Sample, all_samples
from gradgen.api import build
from gradgen.draw.scene import FunctionView, GateView, LineView, Place
from pictured import sample_result

SAMPLES = pytest.mark.parametrize("sample", list(all_samples()), ids=lambda s: s.expected.stem)
NESTED = "import math\n\n\ndef f(w, x):\n    return math.exp(w * x) + w * x * x\n"


def only_function(text: str, mode: str = "vjp") -> FunctionView:
    (function,) = build(text, mode=mode).scene.functions
    return function


def cut_out(text: str, place: Place | None) -> str:
    assert place is not None
    (first, start), (last, end) = place
    lines = text.split("\n")[first - 1 : last]
    lines[-1] = lines[-1][:end]
    return "\n".join([lines[0][start:], *lines[1:]])


def test_gates_of_nested_expressions_have_places_of_their_own() -> None:
    places = [cut_out(NESTED, gate.place) for gate in only_function(NESTED).gates]
    assert places[:4] == ["w * x", "math.exp(w * x)", "w * x", "w * x * x"]
    assert places[4:] == ["math.exp(w * x) + w * x * x"]


def test_lines_go_to_their_gates_and_say_the_chain_rule() -> None:
    function = only_function(NESTED)
    told = {
        (line.target, line.gates, line.equation.text if line.equation else "")
        for line in function.lines
        if line.is_derivative
    }
    assert told == {
        ("grad_t2", ("g0-5",), "[grad_t2] = [1] * [grad_out]"),
        ("grad_t4", ("g0-5",), "[grad_t4] = [1] * [grad_out]"),
        ("grad_t3", ("g0-4",), "[grad_t3] = [x] * [grad_t4]"),
        ("grad_x", ("g0-4",), "[grad_x] = [t3] * [grad_t4]"),
        ("grad_w", ("g0-3",), "[grad_w] = [x] * [grad_t3]"),
        ("grad_x", ("g0-3",), "[grad_x] = [grad_x] + [w] * [grad_t3]"),
        ("grad_t1", ("g0-2",), "[grad_t1] = [t2] * [grad_t2]"),
        ("grad_w", ("g0-1",), "[grad_w] = [grad_w] + [x] * [grad_t1]"),
        ("grad_x", ("g0-1",), "[grad_x] = [grad_x] + [w] * [grad_t1]"),
    }


def test_gates_of_one_place_are_told_apart() -> None:
    function = only_function("def f(x, y):\n    a, b = x, y\n    c, d = a, b\n    return c * d\n")
    copies = [line for line in function.lines if line.rule == "copy"]
    assert [line.target for line in copies] == ["grad_b", "grad_a", "grad_y", "grad_x"]
    assert all(len(line.gates) == 1 for line in copies)


def test_each_output_has_its_own_upstream_gradient() -> None:
    text = "def f(x, y):\n    p = x * y\n    return p, p + x\n"
    outputs = only_function(text).outputs
    assert [(o.name, o.derivative) for o in outputs] == [("p", "grad_p"), ("out2", "grad_out2")]


def test_tangents_and_second_derivatives_go_to_the_same_gates() -> None:
    for mode in ("jvp", "hvp", "hessian", "jacobian"):
        function = only_function(NESTED, mode)
        reached = {gate for line in function.lines if line.is_derivative for gate in line.gates}
        assert reached == {gate.id for gate in function.gates}


@SAMPLES
def test_every_line_of_the_samples_has_its_place_and_its_gate(sample: Sample) -> None:
    scene = sample.result.scene
    for function in scene.functions:
        gates = {gate.id: gate for gate in function.gates}
        assert len(gates) == len(function.gates)
        for gate in function.gates:
            ast.parse(cut_out(scene.source, gate.place).strip())
        for line in function.lines:
            check_line(line, gates, scene.generated)


def check_line(line: LineView, gates: dict[str, GateView], generated: str) -> None:
    rows = generated.split("\n")[line.first - 1 : line.last]
    if not line.is_idle:
        whole = "\n".join(rows).strip()
        header = f"{line.code}\n    pass" if line.code.endswith(":") else line.code
        text = f"{whole}\n    pass" if line.code.endswith(":") else whole
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(header))
    assert line.place is not None
    for id_ in line.gates:
        assert gates[id_].place == line.place


def _mean(*numbers: float) -> float:
    return sum(numbers) / (1 + len(numbers))


def values(code: str) -> dict[str, object]:
    """Some number for each name, and some function for each that is called."""
    nodes = list(ast.walk(ast.parse(code)))
    called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    names = sorted({node.id for node in nodes if isinstance(node, ast.Name)})
    found = {n: _mean if n in called else 0.3 + 0.11 * place for place, n in enumerate(names)}
    return {**found, "math": math}


@SAMPLES
def test_what_is_written_out_is_what_the_line_says(sample: Sample) -> None:
    """The equation of a line, its brackets taken for parentheses, has the value of the line."""
    lines = [line for f in sample.result.scene.functions for line in f.lines]
    told = [line for line in lines if line.equation]
    assert told or sample.mode != "vjp"
    for line in told:
        assert line.equation is not None
        if line.equation.is_product and not sample.result.program.arrays:
            check_value(line)


def check_value(line: LineView) -> None:
    assert line.equation is not None
    right = line.code.split(" = ", 1)[1]
    written = "".join(f"({p.text})" if p.role else p.text for p in line.equation.parts)
    scope = values(right)
    assert eval(right, scope) == pytest.approx(eval(written.split(" = ", 1)[1], scope))


def test_shapes() -> None:
    (function,) = sample_result("linear_layer").scene.functions
    assert [p.shape for p in function.parameters] == [("N", "D"), ("D", "M")]
    assert function.gates[0].shapes == (("N", "M"),)
    (plain,) = sample_result("linear_layer_plain").scene.functions
    assert [p.shape for p in plain.parameters] == [None, None]
