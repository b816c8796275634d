"""Releases: as few `del` lines as keep the memory of array functions down to that of a tape."""

from __future__ import annotations

import ast
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import gradgen
from cases import Case, samples

ARRAYS = "import numpy as np\nfrom jaxtyping import Float\n\n\n"


def released(source: str, **choices: Any) -> list[str]:
    """The `del` lines of the gradient, without their comments."""
    lines = gradgen.generate(source, **choices).split("\n")
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("    del ")]


CHAIN = ARRAYS + """def f(x: Float[np.ndarray, "N"]):
    a = np.sin(x)
    b = a + 1.0
    c = b - x
    d = c + 2.0
    return np.sum(np.exp(d))
"""


def test_what_the_backward_half_never_reads_is_released() -> None:
    assert released(CHAIN)[0] == "del a, b, c"


def test_names_of_one_array_are_released_together() -> None:
    text = gradgen.generate(ARRAYS + BATCH, with_value=True)
    assert "grad_t5 = grad_out  # gradient copier" in text
    assert "    del grad_out, grad_t5  # not read again\n" in text


BATCH = """def f(x: Float[np.ndarray, "N D"], gamma: Float[np.ndarray, "D"]):
    mean = x.mean(axis=0)
    t = (x - mean) / np.sqrt(x.var(axis=0) + 1e-5)
    return t * gamma + 1.0
"""


@pytest.mark.parametrize(
    "source",
    [
        "def f(w, x):\n    return (w * x + x) ** 2\n",
        "import math\n\n\ndef f(x):\n    y = math.exp(x)\n    return y * math.sin(y)\n",
        ARRAYS + "def f(x: float, y: float):\n    return np.sin(x * y) + np.exp(y)\n",
        ARRAYS + 'def f(x: Float[np.ndarray, "N"]):\n    return np.sum(x * x)\n',
        "import numpy as np\n\n\ndef f(x):\n    return np.resize(x, (0, 3)) * 2.0\n",
    ],
    ids=["scalars", "math", "numbers in NumPy", "nothing to gain", "all is empty"],
)
def test_no_line_where_nothing_is_gained(source: str) -> None:
    assert released(source) == []


def test_small_arrays_are_not_mentioned() -> None:
    rows = " ".join(released(ARRAYS + BATCH, with_value=True))
    assert rows
    assert "mean" not in rows


@pytest.mark.parametrize("mode", ["jvp", "hvp"])
def test_other_modes_release_nothing(mode: str) -> None:
    assert released(CHAIN, mode=mode) == []


@pytest.mark.parametrize("sample", list(samples()), ids=lambda sample: sample.name)
def test_nothing_is_read_after_it_is_released(sample: Case) -> None:
    """And nothing is released twice, or before it is bound."""
    for function in ast.parse(sample.valued.source).body:
        if isinstance(function, ast.FunctionDef):
            _check_lives(function)


def _check_lives(function: ast.FunctionDef) -> None:
    bound = {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
    gone: set[str] = set()
    for statement in function.body:
        if isinstance(statement, ast.Delete):
            names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
            assert len(names) == len(statement.targets)
            assert names <= bound - gone, f"{names - bound | names & gone} have no value"
            gone |= names
            continue
        named = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        assert gone.isdisjoint(node.id for node in named), ast.unparse(statement)
        bound |= {node.id for node in named if isinstance(node.ctx, ast.Store)}


def peak(run: Callable[[], object]) -> int:
    """The most bytes that NumPy holds at once in a run."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_is_lower_by_what_is_released() -> None:
    text = gradgen.generate(CHAIN.replace(': Float[np.ndarray, "N"]', "").replace(ARRAYS, NUMPY))
    assert "    del " in text
    without = "\n".join(line for line in text.split("\n") if not line.startswith("    del "))
    x = np.linspace(0.0, 1.0, 100_000)
    lean, plain = (peak(partial(load(t), x)) for t in (text, without))
    assert lean <= plain - 2 * x.nbytes


NUMPY = "import numpy as np\n\n\n"


def load(text: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {}
    exec(text, namespace)
    function: Callable[..., Any] = namespace["f_backward"]
    return function


def test_the_output_is_read_again() -> None:
    text = gradgen.generate(CHAIN)
    again = gradgen.generate(text, function="f_backward", wrt="x")
    assert "def f_backward_backward(" in again


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (("y = x * x", "del y", "return y"), "4:12"),
        (("y = x * x", "del y, x", "return 2 * x"), "4:16"),
    ],
)
def test_a_name_that_is_gone_is_not_read(lines: tuple[str, ...], place: str) -> None:
    source = "def f(x):\n" + "".join(f"    {line}\n" for line in lines)
    with pytest.raises(gradgen.GradgenError) as caught:
        gradgen.generate(source)
    (found,) = caught.value.diagnostics
    assert found.slug == "unbound-name"
    assert f"{found.place}".endswith(place) or place in str(caught.value)


def test_a_name_may_come_back() -> None:
    text = gradgen.generate("def f(x):\n    y = x * 2\n    del y\n    y = x * 3\n    return y\n")
    assert "grad_x = grad_y * 3" in text.replace("grad_y_1", "grad_y")
