"""PyTorch, eager: records a graph at each call, and walks back through it."""

from __future__ import annotations

import torch
from measuring import Run
from workload import NUMBERS, Function, Workload, defined

from peers import in_torch, translated

torch.set_num_threads(1)

TITLE = "PyTorch"
IN_NUMPY = False


def gradient(work: Workload) -> Run:
    """The value and the gradients; the tensors lie ready."""
    function = _forward(work)
    inputs = {
        name: torch.tensor(value, requires_grad=name in work.wrt, dtype=_dtype(value))
        for name, value in work.inputs.items()
    }
    wanted = [inputs[name] for name in work.wrt]

    def run() -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
        value = function(**inputs)
        return value.detach(), torch.autograd.grad(value, wanted)

    return run


def _forward(work: Workload) -> Function:
    if work.name in NUMBERS:
        return defined(translated(work.text, {"math": "torch"}), work.name)["forward"]
    function: Function = getattr(in_torch, work.name)
    return function


def _dtype(value: object) -> torch.dtype | None:
    return torch.float64 if isinstance(value, float) else None
