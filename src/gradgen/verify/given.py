"""What `--at` says: inputs such as `x=3,y=[[1, 2], [3, 4]]`, or the name of an `.npz` file."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Given:
    """Inputs by name (sizes such as `N` among them), and a file with further ones."""

    values: Mapping[str, Any] = field(default_factory=dict)
    archive: str = ""


NOTHING_GIVEN = Given()


def read_given(texts: Sequence[str]) -> Given:
    """All that `--at` says, however often it is there. Raises ValueError with the reason."""
    values: dict[str, Any] = {}
    archive = ""
    for text in texts:
        if text.strip().endswith(".npz"):
            if archive:
                raise ValueError(f"{archive} and {text} are two files: one is enough.")
            archive = text.strip()
            continue
        for name, value in _pairs(text):
            if name in values:
                raise ValueError(f"It gives {name} twice.")
            values[name] = value
    return Given(values, archive)


def _pairs(text: str) -> list[tuple[str, Any]]:
    wrong = ValueError(
        f"{_shortened(text)} is neither of the form x=3,y=[1, 2] nor the name of an .npz file."
    )
    try:
        call = ast.parse(f"at({text})", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise wrong from None
    match call:
        case ast.Call(func=ast.Name("at"), args=[], keywords=[_, *_] as pairs):
            return [(_name(pair, wrong), _value(pair)) for pair in pairs]
    raise wrong


def _name(pair: ast.keyword, wrong: ValueError) -> str:
    if pair.arg is None:
        raise wrong
    return pair.arg


def _value(pair: ast.keyword) -> Any:
    try:
        value = ast.literal_eval(pair.value)
    except (ValueError, TypeError, MemoryError, RecursionError):
        raise ValueError(f"The value of {pair.arg} is no number, list, string or bool.") from None
    _check_even(pair.arg or "", value)
    return value


def _check_even(name: str, value: Any) -> None:
    """Refuses lists that are no arrays: with rows of several lengths, or with other things."""
    if isinstance(value, list):
        shapes = {_shape(each) for each in value}
        if len(shapes) > 1:
            raise ValueError(f"The rows of {name} are of several lengths.")
        for each in value:
            _check_even(name, each)
    elif not isinstance(value, int | float | bool | str | tuple | None):
        raise ValueError(f"The value of {name} is no number, list, string or bool.")


def _shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        return ()
    return (len(value), *(_shape(value[0]) if value else ()))


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
