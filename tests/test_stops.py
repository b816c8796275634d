"""Stops: what is stopped is a constant of every derivative, and is never stopped in silence.

The oracle is the same function with the stopped values as parameters of their own, which nothing is
differentiated by.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from gradgen.api import build, generate
from gradgen.diagnostics import GradgenError
from verifying import command_in

MODES = ("vjp", "jvp", "hvp", "jacobian", "hessian")


class Case(NamedTuple):
    """A body that stops, the same with parameters for what is stopped, and how these are found."""

    stopping: str
    frozen: str
    constants: dict[str, Callable[[Any, Any], Any]]
    helper: str = ""


CASES = {
    "call": Case(
        "return np.sum(x * stop_gradient(x * y))",
        "return np.sum(x * c)",
        {"c": lambda x, y: x * y},
    ),
    "comment": Case(
        "n = np.sqrt(np.sum(x * x))  # gradgen: stop\nreturn np.sum(x * x / n * y)",
        "return np.sum(x * x / c * y)",
        {"c": lambda x, y: np.sqrt(np.sum(x * x))},
    ),
    "several targets": Case(
        "a, b = x * x, y * x  # gradgen: stop\nreturn np.sum(a * x + b * y * x)",
        "return np.sum(a * x + b * y * x)",
        {"a": lambda x, y: x * x, "b": lambda x, y: y * x},
    ),
    "chain of targets": Case(
        "a = b = x * y  # gradgen: stop\nreturn np.sum(a * x * b * x)",
        "return np.sum(c * x * c * x)",
        {"c": lambda x, y: x * y},
    ),
    "a copy": Case(
        "z = x  # noqa  # gradgen: stop\nreturn np.sum(x * z * y)",
        "return np.sum(x * c * y)",
        {"c": lambda x, y: x},
    ),
    "rebound": Case(
        "z = x * y\nz = z * z  # gradgen: stop\nz = z * x\nreturn np.sum(z * x)",
        "return np.sum(c * x * x)",
        {"c": lambda x, y: (x * y) ** 2},
    ),
    "two on a line": Case(
        "a = x * y; b = y * y  # gradgen: stop\nreturn np.sum(a * x * x + b * y * y)",
        "return np.sum(a * x * x + b * y * y)",
        {"a": lambda x, y: x * y, "b": lambda x, y: y * y},
    ),
    "several lines": Case(
        "a = (\n    x\n    * y\n)  # gradgen: stop\nreturn np.sum(a * x * x)",
        "return np.sum(a * x * x)",
        {"a": lambda x, y: x * y},
    ),
    "annotated": Case(
        "a: object = x * y  # gradgen: stop\nreturn np.sum(a * x * x)",
        "return np.sum(a * x * x)",
        {"a": lambda x, y: x * y},
    ),
    "in a helper": Case(
        "return np.sum(helper(x) * y * y)",
        "return np.sum(np.exp(x - c) * y * y)",
        {"c": lambda x, y: np.max(x)},
        "def helper(z):\n    top = np.max(z)  # gradgen: stop\n    return np.exp(z - top)\n",
    ),
    "in a helper that looks like a gate": Case(
        "return np.sum(helper(x) * x * y)",
        "return np.sum(1 / (1 + c) * x * y)",
        {"c": lambda x, y: np.exp(-x)},
        "def helper(z):\n    e = np.exp(-z)  # gradgen: stop\n    return 1 / (1 + e)\n",
    ),
    "a helper of that name": Case(
        "return np.sum(x * x * stop_gradient(y * x))",
        "return np.sum(x * x * c)",
        {"c": lambda x, y: y * x},
        'def stop_gradient(a, /):\n    """Mine."""\n    return a\n',
    ),
    "a branch": Case(
        "z = np.where(x > 1.5, stop_gradient(x * y), x * y)\nreturn np.sum(z * x)",
        "return np.sum(np.where(x > 1.5, c, x * y) * x)",
        {"c": lambda x, y: x * y},
    ),
    "outputs of one gate": Case(
        "q, r = np.linalg.qr(np.outer(x, y) + np.eye(3))  # gradgen: stop\n"
        "return np.sum(q @ (r @ (x * y)) * x)",
        "return np.sum(q @ (r @ (x * y)) * x)",
        {
            "q": lambda x, y: np.linalg.qr(np.outer(x, y) + np.eye(3))[0],
            "r": lambda x, y: np.linalg.qr(np.outer(x, y) + np.eye(3))[1],
        },
    ),
    "in a loop": Case(
        "total = 0.0\nfor i in range(3):\n"
        "    w = x[i] * y[i]  # gradgen: stop\n    total = total + w * x[i] * x[i]\nreturn total",
        "total = 0.0\nfor i in range(3):\n    total = total + c[i] * x[i] * x[i]\nreturn total",
        {"c": lambda x, y: x * y},
    ),
    "changed in place afterwards": Case(
        "z = x * y  # gradgen: stop\nz[1:] += x[1:]\nreturn np.sum(z * z * x)",
        "z = c * 1.0\nz[1:] += x[1:]\nreturn np.sum(z * z * x)",
        {"c": lambda x, y: x * y},
    ),
    "all of it": Case(
        "z = x * y  # gradgen: stop\nreturn np.sum(z * z)",
        "return np.sum(c * c + 0.0 * x + 0.0 * y)",
        {"c": lambda x, y: x * y},
    ),
}
EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())

X = np.array([0.5, 2.0, 1.25])
Y = np.array([1.5, -0.75, 0.5])
NEW = {
    "vjp": (0.75,),
    "jvp": (np.array([1.0, -2.0, 0.5]), np.array([0.25, 1.0, 3.0])),
    "hvp": (np.array([1.0, -2.0, 0.5]), np.array([0.25, 1.0, 3.0])),
    "jacobian": (),
    "hessian": (),
}


def written(body: str, parameters: str, helper: str = "") -> str:
    """A file with the function `f` of that body, behind a helper."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"import numpy as np\n\n\n{helper}\n\ndef f({parameters}):\n{lines}"


def results(text: str, mode: str, values: tuple[Any, ...], **choices: Any) -> list[Any]:
    """What the derivative by `x` and `y` gives."""
    result = build(text, mode=mode, wrt="x,y", function="f", **choices)
    names: dict[str, Any] = {}
    exec(result.source, names)
    derived = [names[circuit.name] for circuit in result.circuits]
    if len(derived) == 2:
        _, residuals = derived[0](*values)
        return [*derived[1](residuals, *NEW["vjp"])]
    found = derived[0](*values, *NEW[mode])
    return [*found] if isinstance(found, tuple) else [found]


@EACH
@pytest.mark.parametrize("mode", MODES)
def test_what_is_stopped_is_a_constant(case: Case, mode: str) -> None:
    constants = {name: make(X, Y) for name, make in case.constants.items()}
    frozen = written(case.frozen, ", ".join(["x", "y", *constants]))
    wanted = results(frozen, mode, (X, Y, *constants.values()))
    found = results(written(case.stopping, "x, y", case.helper), mode, (X, Y))
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


@EACH
@pytest.mark.parametrize("choices", [{"split": True}, {"optimize": True}], ids=str)
def test_nor_with_other_choices(case: Case, choices: dict[str, Any]) -> None:
    text = written(case.stopping, "x, y", case.helper)
    plain, found = results(text, "vjp", (X, Y)), results(text, "vjp", (X, Y), **choices)
    for one, other in zip(found, plain, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-13)


@EACH
def test_what_is_written_stops_again(case: Case) -> None:
    """A Hessian is the gradient of what was written: `f_backward` is read as any file is."""
    once = build(written(case.stopping, "x, y", case.helper), function="f", wrt="x,y")
    twice = build(once.source, function="f_backward", wrt="x,y", mode="jvp")
    names: dict[str, Any] = {}
    exec(twice.source, names)
    found = names["f_backward_jvp"](X, Y, dot_x=NEW["hvp"][0], dot_y=NEW["hvp"][1])
    wanted = results(written(case.stopping, "x, y", case.helper), "hvp", (X, Y))
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


# Each starts a process: one case for each way in which a stop is found in the text.
VERIFIED = [
    *(
        ("vjp", name)
        for name in ("call", "several targets", "several lines", "outputs of one gate")
    ),
    *(("hvp", name) for name in ("in a helper", "in a loop")),
]


@pytest.mark.parametrize(("mode", "name"), VERIFIED)
def test_verify_holds_what_is_stopped(
    mode: str,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    case = CASES[name]
    gradgen = command_in(tmp_path, monkeypatch, capfdbinary)
    shapes = ("-f", "f", "--shape", "x=3", "--shape", "y=3", "--mode", mode)
    source = written(case.stopping, "x, y", case.helper).replace("\n", "\r\n")
    found = gradgen("--verify", "model.py", *shapes, source=source)
    assert set(found.verdicts.values()) == {"ok"}, found
    assert found.code == 0


def test_verify_finds_stops_in_other_encodings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    gradgen = command_in(tmp_path, monkeypatch, capfdbinary)
    text = "# coding: latin-1\ndef f(ä: float):\n    return ä * ä * stop_gradient(ä)\n"
    (tmp_path / "model.py").write_bytes(text.encode("latin-1"))
    found = gradgen("--verify", "model.py")
    assert set(found.verdicts.values()) == {"ok"}, found


def test_a_test_has_nothing_to_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    gradgen = command_in(tmp_path, monkeypatch, capfdbinary)
    source = "def f(x: float):\n    return x * stop_gradient(x)\n"
    found = gradgen("--emit", "test", "model.py", source=source)
    assert (found.code, found.out) == (2, "")
    assert "stops gradients" in found.err


def test_numbers_need_no_library() -> None:
    lines = "    n = abs(x) + y  # the size  # gradgen: stop\n    L = x / n\n    return L\n"
    text = f"def f(x, y):\n{lines}"
    assert generate(text) == '''\
def stop_gradient(x):
    """The value as it is; derivatives take it for a constant."""
    return x


def f_backward(x, y, grad_L=1.0):
    """Gradient of `f` by reverse mode.

    Returns grad_x, grad_y.
    """
    # forward
    t1 = abs(x)
    t2 = t1 + y
    n = stop_gradient(t2)  # the size
    # L = x / n (value not needed)

    # backward
    grad_x = grad_L / n  # gradient divider: local gradient 1 / n
    # gradient stop: n = stop_gradient(t2), nothing flows back to t2
    grad_y = 0.0  # zero gradient: y reaches L only through stop_gradient(t2)

    return grad_x, grad_y
'''


def test_forward_mode_says_where_tangents_end() -> None:
    found = generate("def f(x):\n    n = x * x  # gradgen: stop\n    return x / n\n", mode="jvp")
    assert "    n = stop_gradient(t1)\n    # tangent stop: n is taken for a constant\n" in found
    found = generate("def f(x):\n    n = x * x  # gradgen: stop\n    return n\n", mode="jvp")
    assert "dot_n = 0.0  # zero tangent: n varies only through stop_gradient(t1)\n" in found


def test_the_function_of_jax_is_the_gate() -> None:
    body = "def f(x):\n    return x * {}(x)\n"
    for line, call in (
        ("from jax.lax import stop_gradient", "stop_gradient"),
        ("from jax.lax import stop_gradient as held", "held"),
        ("from jax import lax", "lax.stop_gradient"),
        ("import jax", "jax.lax.stop_gradient"),
    ):
        found = generate(f"{line}\n\n\n{body.format(call)}")
        assert found.startswith(f"{line}\n")
        assert f"t1 = {call}(x)\n" in found
        assert "def stop_gradient" not in found


def test_a_definition_that_is_no_identity_is_what_it_says() -> None:
    text = "def stop_gradient(x):\n    return 2 * x\n\n\ndef f(x):\n    return stop_gradient(x)\n"
    found = generate(text)
    assert "grad_x = grad_out * 2" in found


def test_other_names_keep_their_meaning() -> None:
    lines = "    t = x * x  # gradgen: stop\n    return t * stop_gradient * x\n"
    found = generate(f"def f(x, stop_gradient):\n{lines}")
    assert "def stop_gradient_1(x):" in found
    assert "t = stop_gradient_1(t1)" in found


@pytest.mark.parametrize(
    "lines",
    [
        "z = x  # gradgen: stop\nz[0] = 5.0\nreturn np.sum(z * x)",
        "z = stop_gradient(x)\nz += 1.0\nreturn np.sum(z * x)",
        "t = x * y\nz = t  # gradgen: stop\nz[0] += 1.0\nreturn np.sum(z * t)",
        "t = x * y\nz = stop_gradient(t)\nt[0] += 1.0\nreturn np.sum(z * t)",
    ],
)
def test_a_stopped_array_is_the_array_itself(lines: str) -> None:
    """It may not be changed in place where another name for it is read."""
    with pytest.raises(GradgenError) as caught:
        generate(written(lines, "x, y"))
    assert {found.slug for found in caught.value.diagnostics} <= {"in-place", "unsupported-target"}


REFUSED = {
    "# gradgen: stop\nt = x * x": "misplaced-stop",
    "t = (\n    x * x  # gradgen: stop\n)": "misplaced-stop",
    "t = x\nt += x  # gradgen: stop": "misplaced-stop",
    "return x * x  # gradgen: stop": "misplaced-stop",
    "assert x > 0  # gradgen: stop": "misplaced-stop",
    "t = 0.0\nfor i in range(3):  # gradgen: stop\n    t = t + x": "misplaced-stop",
    "t = 0.0\nfor i in range(3):\n    t = t + x  # gradgen: stop": "misplaced-stop",
    "t = 0.0\nfor i in range(3):\n    t += x  # gradgen: stop": "misplaced-stop",
    "t = x * x  # gradgen: stopp": "unknown-comment",
    "t = x * x  # gradgen: stop  # gradgen: go": "unknown-comment",
    "# gradgen: --mode jvp\nt = x * x": "unknown-comment",
    "t = abs  # gradgen: stop": "function-as-value",
}


@pytest.mark.parametrize(("body", "slug"), REFUSED.items())
def test_a_comment_that_means_nothing_is_refused(body: str, slug: str) -> None:
    lines = "".join(f"    {line}\n" for line in f"{body}\nreturn x * x".split("\n"))
    with pytest.raises(GradgenError) as caught:
        generate(f"def f(x):\n{lines}")
    assert [found.slug for found in caught.value.diagnostics] == [slug]


@pytest.mark.parametrize(
    "text",
    [
        "# gradgen: stop\ndef f(x):\n    return x\n",
        "C = 2.0  # gradgen: stop\n\n\ndef f(x):\n    return C * x\n",
        "def f(x):\n    return x\n\n\ndef g(x):\n    pass  # gradgen: stop\n",
    ],
)
def test_so_it_is_anywhere_in_the_file(text: str) -> None:
    with pytest.raises(GradgenError) as caught:
        generate(text, function="f")
    assert [found.slug for found in caught.value.diagnostics] == ["misplaced-stop"]


def test_what_is_no_comment_for_gradgen_says_nothing() -> None:
    text = 'def f(x):\n    """# gradgen: go"""\n    # see gradgen: it reads\n    return x * x\n'
    assert "gradgen: it reads" in generate(text)
