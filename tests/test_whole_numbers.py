"""Arrays of whole numbers that were passed unannounced: their gradients are not cut off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradgen import generate


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("w[0] * w[1]", [0.5, 0.25]),
        ("np.sum(w)", [0.25, 0.25]),
        ("np.mean(w)", [0.125, 0.125]),
        ("np.sum(w[1:] * w[:-1])", [0.5, 0.25]),
        ("w[[0, 0]].sum()", [0.5, 0.0]),
        ("np.max(w)", [0.0, 0.25]),
    ],
)
def test_the_gradient_is_one_of_floats(expression: str, wanted: list[float]) -> None:
    source = f"import numpy as np\n\n\ndef f(w):\n    return {expression}\n"
    namespace: dict[str, Any] = {}
    exec(generate(source), namespace)
    found = namespace["f_backward"](np.array([1, 2]), 0.25)
    np.testing.assert_array_equal(found, wanted)


def test_several_outputs_need_not_be_of_one_type() -> None:
    source = """
import numpy as np
from jaxtyping import Float

def f(x: Float[np.ndarray, "N"]):
    mantissa, exponent = np.frexp(x)
    return mantissa + exponent
"""
    text = generate(source).replace("from jaxtyping import Float\n", "")
    namespace: dict[str, Any] = {"Float": {(np.ndarray, "N"): Any}}
    exec(text, namespace)
    found = namespace["f_backward"](np.array([3.0, 0.3]), 0.25)
    np.testing.assert_array_equal(found, [0.0625, 0.5])
