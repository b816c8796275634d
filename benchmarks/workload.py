"""A workload, ready to run: its text, its function, its gradient by hand, its inputs.

A file of `workloads/` has `forward`, which gradgen and the peers differentiate; `by_hand`, the best
value and gradients that we can write with NumPy; `inputs(chance, small)`; `WRT`, what is
differentiated by; and `SHAPES`, if there are arrays. A file that makes its functions has `text`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

Function = Callable[..., Any]

# In the order of the table: single numbers, elementwise, matrices, pairs and windows.
NAMES = (
    "neuron",
    "bundle_adjustment",
    "scalar_chain",
    "rosenbrock",
    "black_scholes",
    "mlp",
    "batch_norm",
    "lstm_step",
    "attention",
    "gaussian_mixture",
    "lennard_jones",
    "convolution",
)
NUMBERS = NAMES[:3]


@dataclass(frozen=True)
class Workload:
    """What is measured: `text` is the module in which `forward` stands."""

    name: str
    text: str
    forward: Function
    by_hand: Function
    inputs: Mapping[str, Any]
    wrt: tuple[str, ...]
    shapes: Mapping[str, str]

    @property
    def places(self) -> tuple[int, ...]:
        """Where the parameters stand that it is differentiated by."""
        names = list(self.inputs)
        return tuple(names.index(name) for name in self.wrt)


def workload(name: str, *, small: bool = False) -> Workload:
    """The workload of this name, in its full size or in one that takes no time."""
    module = import_module(f"workloads.{name}")
    made = getattr(module, "text", None)
    text = made(small) if made else Path(str(module.__file__)).read_text("utf-8")
    functions = defined(text, name)
    return Workload(
        name,
        text,
        functions["forward"],
        functions["by_hand"],
        module.inputs(np.random.default_rng(0), small),
        tuple(module.WRT.split(",")),
        getattr(module, "SHAPES", {}),
    )


def defined_in_a_file(text: str, name: str, folder: str) -> dict[str, Any]:
    """The same, of a file: some read the source of a function, or keep things beside it."""
    file = Path(folder) / f"{name}.py"
    file.write_text(text, "utf-8")
    namespace: dict[str, Any] = {"__name__": name, "__file__": str(file)}
    exec(compile(text, str(file), "exec"), namespace)
    return namespace


def defined(text: str, name: str) -> dict[str, Any]:
    """What a module of this text defines."""
    namespace: dict[str, Any] = {"__name__": name}
    exec(compile(text, f"<{name}>", "exec"), namespace)
    return namespace
