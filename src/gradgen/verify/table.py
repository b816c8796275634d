"""The table that `--verify` prints: for each parameter its shape, error, method and verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

_HEAD = ("parameter", "shape", "largest error", "method", "verdict")
_ROUNDING = 1e-14


def table(
    name: str, function: str, mode: str, records: Sequence[dict[str, Any]], verdict: str
) -> str:
    """The table of one function; `verdict` is said where no parameter has a row."""
    told = next((r["told"] for r in records if r["kind"] == "point"), "")
    heading = f"{function} in {name}, {mode}" + (f": {told}" if told else "")
    rows = [_row(r) for r in records if r["kind"] == "row"]
    if verdict:
        rows.append(
            ("(all)", "", "", "", verdict) if not rows else ("(others)", "", "", "", verdict)
        )
    return f"{heading}\n{laid_out([_HEAD, *rows])}"


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    parameter, verdict = record["parameter"], record["verdict"]
    shape = "" if parameter.startswith("(") else shown_shape(record["shape"])
    if "misfit" in record or record["method"] == "both sides":
        return (parameter, shape, "", record["method"], verdict)
    return (parameter, shape, error_told(record["error"]), record["method"], verdict)


def error_told(error: float) -> str:
    """An error in one digit; what is below is rounding, and differs from machine to machine."""
    return f"{error:.0e}" if error >= _ROUNDING else f"< {_ROUNDING:.0e}"


def shown_shape(shape: Iterable[int]) -> str:
    """A shape in brackets; that of a number is none."""
    sizes = ", ".join(map(str, shape))
    return f"[{sizes}]" if sizes else "number"


def laid_out(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as lines, the first of them the heads of the columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(f"  {line}".rstrip() + "\n" for line in lines)
