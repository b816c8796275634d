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
    `modes.py`).
    """

    functions: tuple[str, ...] = ()
    wrt: tuple[str, ...] | None = None
    with_value: bool = False
    line_length: int = 88
    shapes: tuple[tuple[str, str], ...] = ()
    mode: str = "vjp"
