"""Tuples of places: unpacked as the source does it, and known to name every place once."""

from __future__ import annotations

import pytest

import gradgen


def backward(*lines: str) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return gradgen.generate(f"import numpy as np\n\n\ndef f(x, m):\n{body}", wrt=("x",))


@pytest.mark.parametrize(
    ("made", "read"),
    [
        ("i, j = np.triu_indices(3, k=1)", "grad_x[i, j] += grad_y"),
        ("i, j = np.tril_indices_from(m)", "grad_x[i, j] += grad_y"),
        ("i, j = np.diag_indices(4)", "grad_x[i, j] += grad_y"),
        ("i, j = np.nonzero(m)", "grad_x[i, j] += grad_y"),
        ("i, j = np.where(m)", "grad_x[i, j] += grad_y"),
        ("i, j = np.unravel_index(m, (3, 4))", "np.add.at(grad_x, (i, j), grad_y)"),
        ("i, j = np.ix_([0, 0], [1, 1])", "np.add.at(grad_x, (i, j), grad_y)"),
    ],
)
def test_places_are_unpacked_in_one_line(made: str, read: str) -> None:
    text = backward(made, "y = x[i, j]", "return np.sum(y)")
    assert f"    {made}\n" in text
    assert f"    {read}  #" in text


@pytest.mark.parametrize("index", ["j, i", "i", "i, j, j", "i, i"])
def test_only_all_rows_together_name_a_place_once(index: str) -> None:
    text = backward("i, j = np.nonzero(m)", f"y = x[{index}]", "return np.sum(y)")
    assert "np.add.at(grad_x, " in text


def test_a_tuple_may_keep_one_name() -> None:
    text = backward("i = np.triu_indices(4)", "y = x[i]", "return np.sum(y)")
    assert "    i = np.triu_indices(4)\n" in text
    assert "    grad_x[i] += grad_y  #" in text


def test_on_a_condition_nothing_is_unpacked_early() -> None:
    source = """
import numpy as np


def diagonal(x, m):
    i, j = np.nonzero(m)
    return np.sum(x[i, j])


def f(x, m, c: bool):
    return diagonal(x, m) if c else 0.0
"""
    assert "np.nonzero(m) if c else 0.0" in gradgen.generate(source, wrt=("x",))


def test_names_that_do_not_fit_are_left_to_numpy() -> None:
    source = """
import numpy as np
from jaxtyping import Bool, Float


def f(x: Float[np.ndarray, "N N"], m: Bool[np.ndarray, "N"]):
    i, j = np.nonzero(m)
    return np.sum(x[i, j])
"""
    assert "i, j = np.nonzero(m)" in gradgen.generate(source)
