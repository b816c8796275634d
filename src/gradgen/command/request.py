"""What is asked of each file: the options of the command in one record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import click

from gradgen.options import misuse


class Request(NamedTuple):
    """What is asked of each file; a line length of `None` is looked up in the file's project."""

    functions: tuple[str, ...]
    wrt: tuple[str, ...] | None
    shapes: Mapping[str, str]
    mode: str
    with_value: bool
    split: bool
    by: str
    line_length: int | None
    target: str = "auto"
    wrap: str = ""
    optimize: bool = False

    @property
    def suffix(self) -> str:
        """What the names of generated functions and files end with."""
        if self.wrap:
            return self.wrap
        return "backward" if self.mode == "vjp" else self.mode

    @staticmethod
    def of(
        functions: tuple[str, ...] = (),
        wrt: str | None = None,
        shapes: tuple[str, ...] = (),
        mode: str = "vjp",
        with_value: bool = False,
        split: bool = False,
        by: str = "",
        line_length: int | None = None,
        target: str = "auto",
        wrap: str = "",
        optimize: bool = False,
    ) -> Request:
        """The request in the words of the command line. Raises click.BadParameter."""
        found = misuse(
            mode,
            with_value=with_value,
            split=split,
            by=by,
            target=target,
            wrap=wrap,
        )
        if found:
            context = click.get_current_context(silent=True)
            raise click.BadParameter(found.why, context, param_hint=f"'--{found.option}'")
        names = None if wrt is None else tuple(n.strip() for n in wrt.split(",") if n.strip())
        if names == ():
            context = click.get_current_context(silent=True)
            raise click.BadParameter("It names no parameter.", context, param_hint="'--wrt'")
        dims = dict(map(_shape, shapes))
        return Request(
            functions,
            names,
            dims,
            mode,
            with_value,
            split,
            by,
            line_length,
            target,
            wrap,
            optimize,
        )


def _shape(given: str) -> tuple[str, str]:
    """`x=N,D` as a parameter and its shape. Raises click.BadParameter."""
    name, equals, shape = given.partition("=")
    if not equals or not name.strip().isidentifier():
        context = click.get_current_context(silent=True)
        raise click.BadParameter(
            f"{given!r} is not of the form X=N,D.", context, param_hint="'--shape'"
        )
    return name.strip(), shape
