"""What the user can choose: one frozen record, the same for the command and the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be differentiated.

    `functions` are the names to differentiate (empty: every top-level function that no other one
    in the file calls); `wrt` the parameters (`None`: all that can carry a gradient);
    `with_value` returns the function's value beside the gradients; `line_length` is black's;
    `shapes` gives shapes by the parameters' names: `("x", "N,D")`; `mode` is which derivative (see
    `modes.py`), `by` whether a Jacobian is written by `rows`, `columns` or its `diagonal` alone,
    and `split` gives gradients by two functions, forward and backward; `target` is what compiles
    the output: `numba`, or nothing (`auto`); `wrap` puts the two functions into an operation of
    another framework; `optimize` makes what is generated faster, and its lines fewer;
    `rules` are the names and texts of the user's own rule files.
    """

    functions: tuple[str, ...] = ()
    wrt: tuple[str, ...] | None = None
    with_value: bool = False
    line_length: int = 88
    shapes: tuple[tuple[str, str], ...] = ()
    mode: str = "vjp"
    split: bool = False
    by: str = ""
    target: str = "auto"
    wrap: str = ""
    optimize: bool = False
    rules: tuple[tuple[str, str], ...] = ()


MODES: Final = ("vjp", "jvp", "hvp", "jacobian", "hessian")
WAYS: Final = ("rows", "columns", "diagonal")
OUTPUT_TARGETS: Final = ("auto", "numba")
WRAPPERS: Final = ("torch", "jax")


class Misuse(NamedTuple):
    """A choice that cannot be had: the option that asks for it, and why not."""

    option: str
    why: str


def misuse(
    mode: str,
    *,
    with_value: bool,
    split: bool,
    by: str,
    target: str = "auto",
    wrap: str = "",
) -> Misuse | None:
    """What is wrong with choices that do not exist, or do not go together."""
    if mode not in MODES:
        return Misuse("mode", f"{mode!r} is none of {', '.join(MODES)}.")
    if target not in OUTPUT_TARGETS:
        return Misuse("target", f"{target!r} is none of {', '.join(OUTPUT_TARGETS)}.")
    if by and by not in WAYS:
        return Misuse("by", f"{by!r} is none of {', '.join(WAYS)}.")
    if by and mode != "jacobian":
        return Misuse("by", f"Rows, columns and diagonals are of a jacobian, not of {mode}.")
    if wrap and wrap not in WRAPPERS:
        return Misuse("wrap", f"{wrap!r} is none of {', '.join(WRAPPERS)}.")
    if wrap and (mode != "vjp" or with_value or split):
        why = "A wrapper calls the split form of vjp: leave out --mode, --split and --with-value."
        return Misuse("wrap", why)
    if wrap and target != "auto":
        return Misuse("wrap", f"There is no wrapper yet for what {target} compiles.")
    if split and mode != "vjp":
        return Misuse("split", f"There is a split form of vjp only, not of {mode}.")
    if split and with_value:
        why = "The forward function returns the value anyway: leave out the wish for it."
        return Misuse("split", why)
    return None
