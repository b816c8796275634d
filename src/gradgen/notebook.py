"""The cell magic of notebooks: `%load_ext gradgen`, and `%%gradgen` above a cell.

The cell is run as any other, its derivatives are defined beside its functions, and the page of
`--emit html` is shown below it.
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, Any, Protocol

from gradgen.api import build, defined
from gradgen.diagnostics import GradgenError

if TYPE_CHECKING:
    from gradgen.pipeline import Result


class Shell(Protocol):
    """What is used of IPython, which is no dependency."""

    user_ns: dict[str, Any]

    def register_magic_function(self, func: Any, magic_kind: str, magic_name: str) -> None:
        """Makes a function a magic."""

    def run_cell(self, raw_cell: str) -> Any:
        """Runs a cell; what it gives says whether that went well."""


def load_ipython_extension(shell: Shell) -> None:
    """Makes `%%gradgen` known; IPython calls this for `%load_ext gradgen`."""

    def gradgen(line: str, cell: str) -> Result | None:
        """Runs the cell, defines the derivatives of its functions, and shows them.

        The choices are those of `gradgen.build`: `%%gradgen mode="jvp", wrt="x"`.
        """
        return _differentiate(shell, line, cell)

    shell.register_magic_function(gradgen, "cell", "gradgen")


def _differentiate(shell: Shell, line: str, cell: str) -> Result | None:
    try:
        result = build(cell, filename="cell", **_choices(line))
    except (GradgenError, ValueError, TypeError) as error:
        print(error, file=sys.stderr)
        return None
    if not shell.run_cell(cell).success:
        return None
    names = defined(result, "notebook")
    shell.user_ns.update({circuit.name: names[circuit.name] for circuit in result.circuits})
    return result


def _choices(line: str) -> Any:
    """The words behind `%%gradgen`, which are those of a call. Raises ValueError."""
    try:
        call = ast.parse(f"build({line})", mode="eval").body
        assert isinstance(call, ast.Call)
        if call.args or any(pair.arg is None for pair in call.keywords):
            raise ValueError
        return {str(pair.arg): ast.literal_eval(pair.value) for pair in call.keywords}
    except (SyntaxError, ValueError):
        message = f'%%gradgen takes choices such as mode="jvp", wrt="x", and not {line!r}'
        raise ValueError(message) from None
