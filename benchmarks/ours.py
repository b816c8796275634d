"""What gradgen writes for a workload, ready to run, in each form that can be measured."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable
from typing import Any

from measuring import Run
from workload import Function, Workload, defined, defined_in_a_file

import gradgen
from gradgen.api import AllChoices


def choices() -> frozenset[str]:
    """What this gradgen lets one choose."""
    return frozenset(AllChoices.__annotations__)


def source(work: Workload, **more: Any) -> str:
    """The text of the gradient of the forward."""
    chosen = {"function": "forward", "wrt": work.wrt, "shape": work.shapes, **more}
    return gradgen.generate(work.text, **chosen)


def default(work: Workload, **more: Any) -> Run:
    """The value and its gradients."""
    text = source(work, with_value=True, **more)
    return bound(defined(text, work.name)["forward_backward"], work)


def optimized(work: Workload) -> Run:
    """The same, with `-O`."""
    return default(work, optimize=True)


def split(work: Workload) -> Run:
    """Forward and backward as two functions, one after the other."""
    functions = defined(source(work, split=True), work.name)
    forward, backward = functions["forward_forward"], functions["forward_backward"]
    inputs = tuple(work.inputs.values())

    def run() -> tuple[Any, Any]:
        value, residuals = forward(*inputs)
        return value, backward(residuals, 1.0)

    return run


def compiled(work: Workload) -> Run:
    """For numba, from a file, since numba keeps what it compiled beside it."""
    text = _for_numba(work)
    with tempfile.TemporaryDirectory() as folder:
        run = bound(defined_in_a_file(text, work.name, folder)["forward_backward"], work)
        run()  # compiles, while the file is there
    return run


def _for_numba(work: Workload) -> str:
    """Optimized too, where these go together."""
    try:
        return source(work, with_value=True, target="numba", optimize=True)
    except (TypeError, ValueError):
        return source(work, with_value=True, target="numba")


def bound(function: Function, work: Workload) -> Run:
    """A run of the function on the inputs of the workload."""
    inputs = tuple(work.inputs.values())
    return lambda: function(*inputs)


def can_compile() -> bool:
    """Whether there is numba, and a gradgen that writes for it."""
    return importlib.util.find_spec("numba") is not None and "target" in choices()


FORMS: dict[str, tuple[frozenset[str], Callable[[Workload], Run]]] = {
    "default": (frozenset(), default),
    "-O": (frozenset({"optimize"}), optimized),
    "--split": (frozenset({"split"}), split),
}
"""By title: the choices that a form takes, and what makes it."""
