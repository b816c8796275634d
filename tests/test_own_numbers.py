"""Gradients of arrays without axes: no returned gradient is the caller's own upstream gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradgen

HEADER = "import numpy as np\nfrom jaxtyping import Float\n\n\n"
PARAMETERS = 'x: Float[np.ndarray, ""], y: Float[np.ndarray, ""], c: bool = True'


def generated(result: str) -> str:
    return gradgen.generate(f"{HEADER}def f({PARAMETERS}):\n    return {result}\n", wrt=("x", "y"))


def load(text: str) -> Any:
    namespace: dict[str, Any] = {}
    for written, bare in (
        ("from jaxtyping import Float\n", ""),
        ('Float[np.ndarray, ""]', "float"),
    ):
        text = text.replace(written, bare)
    exec(compile(text, "generated", "exec"), namespace)
    return namespace["f_backward"]


@pytest.mark.parametrize(
    "result",
    ["x", "x + y", "x.T", "np.squeeze(x) - y", "x if c else y", "np.reshape(x, ())", "(x + y) * 2"],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_caller_keeps_the_upstream_gradient(result: str, dtype: type) -> None:
    numbers: list[Any] = [np.array(value, dtype) for value in (1.5, -2.0, 0.75)]
    x, y, upstream = numbers
    for gradient in load(generated(result))(x, y, True, upstream):
        assert not np.shares_memory(gradient, upstream)
        assert np.asarray(gradient).dtype in (dtype, np.asarray(0.0).dtype)
    assert upstream == 0.75


def test_nothing_is_written_where_nothing_is_shared() -> None:
    assert "+grad_out" not in generated("x * y")
    assert "+grad_out" not in generated("np.sum(np.expand_dims(x, 0) * np.atleast_1d(y))")
    assert "+grad_out" not in generated("np.ravel(x) - y")
    assert "grad_out = +grad_out  # upstream gradient, a number of its own" in generated("x + y")


def test_plain_numbers_need_none() -> None:
    source = "import numpy as np\n\n\ndef f(x: float, y: float):\n    return x + y\n"
    assert "+grad_out" not in gradgen.generate(source)
