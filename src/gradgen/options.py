"""What the user can choose: one frozen record, the same for the command and the API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be differentiated.

    `functions` are the names to differentiate (empty: every top-level function that no other one
    in the file calls); `wrt` the parameters (`None`: all that can carry a gradient);
    `with_value` returns the function's value beside the gradients; `line_length` is black's;
    `shapes` gives shapes by the parameters' names: `("x", "N,D")`; `mode` is which derivative (see
    `modes.py`), and `split` gives it as two functions, forward and backward.
    """

    functions: tuple[str, ...] = ()
    wrt: tuple[str, ...] | None = None
    with_value: bool = False
    line_length: int = 88
    shapes: tuple[tuple[str, str], ...] = ()
    mode: str = "vjp"
    split: bool = False


def misuse(mode: str, *, with_value: bool, split: bool) -> str:
    """Why choices do not go together; empty where they do."""
    if split and mode != "vjp":
        return f"There is a split form of vjp only, not of {mode}."
    if split and with_value:
        return "The forward function returns the value anyway: leave out the wish for it."
    return ""
