"""Rosenbrock's valley in a thousand dimensions."""

import numpy as np
from numpy.typing import NDArray

SHAPES = {"x": "N"}
WRT = "x"


def forward(
    x: NDArray[np.float64],
):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def by_hand(x):
    """Two differences are all that is needed; the gradient is added up in one array."""
    head = x[:-1]
    bend = x[1:] - head * head
    gap = 1 - head
    value = 100 * (bend @ bend) + gap @ gap
    grad_x = np.zeros_like(x)
    bend *= 200
    grad_x[1:] = bend
    bend *= head
    bend += gap
    bend *= 2
    grad_x[:-1] -= bend
    return value, grad_x


def inputs(chance, small):
    return {"x": chance.uniform(0.5, 1.5, 5 if small else 1_000)}
