"""A case in split form, and its two functions joined to one again.

Whatever holds for the lines of a gradient in one piece has to hold for the joined ones.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cases import Case
from gradgen.api import build
from outputs import definitions, target_names


@dataclass(frozen=True)
class Halves:
    """The two functions of a split form, as they are written."""

    forward: ast.FunctionDef
    backward: ast.FunctionDef

    @property
    def returned(self) -> tuple[ast.expr, ast.Tuple]:
        """What the forward function returns: the value, and the residuals."""
        last = self.forward.body[-1]
        assert isinstance(last, ast.Return)
        assert isinstance(last.value, ast.Tuple)
        value, residuals = last.value.elts
        assert isinstance(residuals, ast.Tuple)
        return value, residuals

    @property
    def residuals(self) -> list[str]:
        """The names that the forward function stores."""
        return [ast.unparse(name) for name in self.returned[1].elts]

    @property
    def unpacked(self) -> list[str]:
        """The names that the first line of the backward function unpacks, if it is one."""
        match self.backward.body[1]:
            case ast.Assign([ast.Tuple() as target], ast.Name(name)):
                taken = self.backward.args.args[0].arg
                return target_names(ast.unparse(target)) if name == taken else []
            case _:
                return []

    @property
    def rest(self) -> list[ast.stmt]:
        """What stands behind that line."""
        return self.backward.body[2 if self.unpacked else 1 :]


def split_options(case: Case) -> dict[str, Any]:
    """The options of a case, but for its form."""
    return {**case.options, "split": True, "with_value": False}


@cache
def in_split_form(case: Case) -> Case:
    """A case with its gradient as two functions."""
    halved = Case(case.name, case.source, case.told, case.points)
    vars(halved)["options"] = split_options(case)
    return halved


def halves(case: Case) -> dict[str, Halves]:
    """The generated functions of a case in split form, by the name of the original."""
    nodes = definitions(case.result.source)
    return {
        name: Halves(nodes[f"{name}_forward"], nodes[f"{name}_backward"])
        for name in case.result.functions
    }


@cache
def rejoined(case: Case) -> Case:
    """The case with the two functions joined to one, which returns the value too."""
    split = build(case.source, filename=f"{case.name}.py", **split_options(case))
    joined = Case(case.name, case.source, case.told, case.points)
    vars(joined)["options"] = {**case.options, "with_value": True}
    lines, nodes = split.source.splitlines(), definitions(split.source)
    text = lines[: min(nodes[f"{name}_forward"].lineno for name in split.functions) - 1]
    for name in split.functions:
        text += ["", ""] if text else []
        text += _joined(name, Halves(nodes[f"{name}_forward"], nodes[f"{name}_backward"]), lines)
    source = "\n".join(text) + "\n"
    vars(joined)["result"] = replace(split, source=source, circuits=())
    return joined


def _joined(name: str, both: Halves, lines: list[str]) -> list[str]:
    forward, backward = both.forward, both.backward
    value, gradients = both.returned[0], backward.body[-1]
    assert isinstance(gradients, ast.Return)
    assert gradients.value is not None
    results = f"    return {ast.unparse(value)}, {ast.unparse(gradients.value)}"
    docstring = backward.body[0]
    heading = lines.index("    # backward", backward.lineno)
    return [
        f"def {name}_backward({_signature(both)}):",
        *lines[docstring.lineno - 1 : docstring.end_lineno],
        "    # forward",
        *lines[forward.body[0].end_lineno or 0 : forward.body[-1].lineno - 1],
        *lines[heading : gradients.lineno - 1],
        results,
    ]


def _signature(both: Halves) -> str:
    """The parameters of the forward function with the upstream gradients behind them."""
    own, seeds = both.forward.args, both.backward.args
    if seeds.kwonlyargs or own.kwonlyargs:
        own.kwonlyargs += seeds.kwonlyargs + seeds.args[1:]
        own.kw_defaults += [*seeds.kw_defaults, *seeds.defaults]
    else:
        own.args += seeds.args[1:]
        own.defaults += seeds.defaults
    return ast.unparse(own)
