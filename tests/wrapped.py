"""Functions to wrap, and modules of the generated code."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import gradgen
import jaxtyping_stand_in

LAYER = """\
import numpy as np
from jaxtyping import Float


def layer(x: Float[np.ndarray, "N D"], w: Float[np.ndarray, "D M"], b: Float[np.ndarray, "M"]):
    return np.tanh(x @ w + b)
"""
LOSS = """\
import numpy as np
from jaxtyping import Float, Int


def loss(
    scores: Float[np.ndarray, "N C"], labels: Int[np.ndarray, "N"], *, power: int = 2, scale=0.5
):
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    chosen = shifted[np.arange(len(labels)), labels]
    return np.mean(np.log(np.sum(np.exp(shifted), axis=1)) - chosen) + scale * np.sum(scores**power)
"""
NEURON = """\
import math


def neuron(w, x, b=0.5):
    return math.tanh(w * x + b) * w
"""
TWO = """\
import numpy as np
from jaxtyping import Float


def two(x: Float[np.ndarray, "N"], y: Float[np.ndarray, "N"]):
    total = np.sum(x * y)
    ratio = x / (1 + y * y)
    return total, ratio
"""
COUNTED = """\
import numpy as np


def counted(x, axis, n: int, kind: str = "a"):
    rows = x.shape[0]
    width = 1.0 / (rows * n)
    y = np.sum(x * x, axis=axis)
    z = np.reshape(y, (n, -1))
    return np.mean(np.exp(width * z), axis=0) / rows
"""
SAME = """\
import numpy as np
from jaxtyping import Float


def same(x: Float[np.ndarray, "N"]):
    return x
"""


def spoken(source: str, library: str, name: str) -> str:
    """A source of NumPy's for another library, without the shapes."""
    annotated = re.sub(r": (Float|Int)\[.*?\]", "", source)
    lines = annotated.replace("import numpy as np", f"import {library} as {name}").splitlines(True)
    return "".join(line for line in lines if "jaxtyping" not in line).replace("np.", f"{name}.")


def module(source: str, **choices: Any) -> ModuleType:
    """What is generated from a source, as a module."""
    jaxtyping_stand_in.install()
    made = ModuleType("wrapped")
    exec(compile(gradgen.generate(source, **choices), "<wrapped>", "exec"), made.__dict__)
    return made
