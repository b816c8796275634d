"""Shapes that are given beside the source, with `--shape x=N,D`: whether they make sense."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from gradgen.diagnostics.suggestion import nearest
from gradgen.frontend.annotations import is_dimension
from gradgen.frontend.context import File
from gradgen.frontend.signature import formals


def check_shapes(functions: Sequence[cst.FunctionDef], file: File) -> None:
    """Refuse shapes of what is no parameter, and sizes that are none."""
    known = {formal.name: formal.node for f in functions for formal in formals(f)}
    for name, shape in file.shapes.items():
        if name not in known:
            _refuse_unknown(name, list(known), functions, file)
            continue
        wrong = [word for word in shape.replace(",", " ").split() if not is_dimension(word)]
        if wrong:
            file.findings.refuse(
                "wrong-shape",
                known[name],
                f"`{wrong[0]}` is no size of `{name}`",
                f"--shape says that it is [{shape}]",
                f"give names or whole numbers: --shape {name}=N,3",
            )


def _refuse_unknown(
    name: str, known: list[str], functions: Sequence[cst.FunctionDef], file: File
) -> None:
    close = nearest(name, known)
    for function in functions[:1]:
        file.findings.refuse(
            "unknown-parameter",
            function.name,
            f"`{function.name.value}` has no parameter `{name}`, whose shape is given",
            f"it has {', '.join(known) or 'none'}",
            f"did you mean `{close}`?" if close else "give shapes of its own parameters",
        )
