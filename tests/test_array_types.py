"""Conversions: what comes back has the type of what was converted, and is not rounded twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradgen import generate

CONVERSIONS = (
    *("np.float64(x)", "np.float32(x)", "np.float16(x)", "np.longdouble(x)"),
    *("x.astype(float)", "x.astype(np.float32)", "x.astype(np.float64)"),
    *("np.array(x, dtype=float)", "np.asarray(x, dtype=np.float64)"),
    *("np.asarray(x, np.float32)", "np.array(x, dtype=np.float32)"),
)
DTYPES = (np.float16, np.float32, np.float64)


@pytest.mark.parametrize("code", CONVERSIONS)
@pytest.mark.parametrize("annotated", [True, False])
def test_a_converted_value_gets_its_gradient_in_its_own_type(code: str, annotated: bool) -> None:
    backward = _function(code, "vjp", annotated)
    for dtype in DTYPES:
        x: Any = np.array([0.5, -1.25, 3.0], dtype=dtype)
        upstream: Any = np.array([1.0, -0.5, 2.0]).astype(_output(code, x).dtype)
        gradient = backward(x=x, grad_out=upstream)
        assert gradient.dtype == dtype
        assert gradient.tolist() == [3.0, -1.5, 6.0]


@pytest.mark.parametrize("code", CONVERSIONS)
@pytest.mark.parametrize("annotated", [True, False])
def test_its_tangent_is_converted_as_it_is(code: str, annotated: bool) -> None:
    forward = _function(code, "jvp", annotated)
    for dtype in DTYPES:
        x: Any = np.array([0.5, -1.25, 3.0], dtype=dtype)
        tangent = forward(x=x, dot_x=np.array([1.0, -0.5, 2.0]).astype(dtype))
        assert tangent.dtype == _output(code, x).dtype
        assert tangent.tolist() == [3.0, -1.5, 6.0]


def _output(code: str, x: Any) -> Any:
    value: Any = eval(code, {"np": np, "x": x}) * 3
    return value


def source(code: str, annotated: bool = False) -> str:
    """A file with a function that returns three times the converted value."""
    head = (
        "import numpy as np\nfrom jaxtyping import Float\n" if annotated else "import numpy as np\n"
    )
    parameter = 'x: Float[np.ndarray, "3"]' if annotated else "x"
    return f"{head}\n\ndef f({parameter}):\n    return {code} * 3\n"


def _function(code: str, mode: str, annotated: bool) -> Any:
    namespace: dict[str, Any] = {}
    text = generate(source(code, annotated), wrt=["x"], mode=mode)
    exec(text.replace("from jaxtyping import", "from array_check import"), namespace)
    return namespace["f_backward" if mode == "vjp" else "f_jvp"]
