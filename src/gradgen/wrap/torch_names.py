"""What wrappers for PyTorch are called."""

from __future__ import annotations


def title(function: str) -> str:
    """The name of the class: `SoftmaxLossFunction` for `softmax_loss`."""
    return "".join(part[:1].upper() + part[1:] for part in function.split("_")) + "Function"


def names(function: str) -> tuple[str, ...]:
    """The names that the wrapper of a function binds."""
    return title(function), f"{function}_torch"
