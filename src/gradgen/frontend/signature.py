"""Parameters: read from a definition, and matched with the arguments of a call."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from gradgen.frontend.context import Arguments, File
from gradgen.ir.expression import Expression
from gradgen.ir.program import Import


class Formal(NamedTuple):
    """A formal parameter: its node, and its kind as in `ir.circuit.Parameter`."""

    name: str
    kind: str
    node: cst.Param


def formals(function: cst.FunctionDef) -> list[Formal]:
    """The parameters of a definition in order; starred ones are left out."""
    parameters = function.params
    groups = (
        ("/", parameters.posonly_params),
        ("", parameters.params),
        ("*", parameters.kwonly_params),
    )
    return [Formal(p.name.value, kind, p) for kind, group in groups for p in group]


def starred(function: cst.FunctionDef) -> Iterator[cst.Param]:
    """The parameters `*args` and `**kwargs`."""
    for parameter in (function.params.star_arg, function.params.star_kwarg):
        if isinstance(parameter, cst.Param):
            yield parameter


def refuse_definition(function: cst.FunctionDef, file: File) -> bool:
    """Refuse what makes a whole definition impossible: whether there was anything."""
    findings, before = file.findings, len(file.findings.errors)
    for decorator in function.decorators:
        findings.refuse(
            "decorator",
            decorator,
            f"`{function.name.value}` has a decorator",
            "what it makes of the function cannot be told from the text",
            "take the decorator off, and put it on the generated function if need be",
        )
    if function.asynchronous:
        findings.refuse(
            "asynchronous",
            function.name,
            f"`{function.name.value}` is an asynchronous function",
            "defined with `async`",
            f"write it without: def {function.name.value}(...)",
        )
    for parameter in starred(function):
        findings.refuse(
            "star-arguments",
            parameter,
            f"`{function.name.value}` takes any number of arguments",
            "how many there are cannot be told from the text",
            "name the parameters one by one",
        )
    return len(findings.errors) > before


def annotation(parameter: cst.Param, file: File) -> tuple[str, tuple[str, ...]]:
    """An annotation's text and the module-level names in it; empty where it cannot travel."""
    if parameter.annotation is None:
        return "", ()
    text = file.source.module.code_for_node(parameter.annotation.annotation)
    names = tuple(dict.fromkeys(_names(text)))
    bindings = file.scope.bindings
    if all(isinstance(bindings.get(n), Import) or _is_builtin(n, file) for n in names):
        reads = tuple(n for n in names if n in bindings)
        for name in reads:
            binding = bindings[name]
            assert isinstance(binding, Import)
            file.imports[binding] = None
        return text, reads
    file.findings.warn(
        "annotation-left-out",
        parameter.annotation.annotation,
        f"the annotation of `{parameter.name.value}` is left out",
        "it names something that is defined in this file",
        "annotate with built-in or imported types",
    )
    return "", ()


def _is_builtin(name: str, file: File) -> bool:
    return name not in file.scope.bindings and hasattr(builtins, name)


def _names(text: str) -> Iterator[str]:
    """The names that an annotation reads, those in a quoted annotation too."""
    tree = ast.parse(f"({text}\n)", mode="eval").body
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        try:
            tree = ast.parse(f"({tree.value}\n)", mode="eval").body
        except SyntaxError:
            return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id


Given = dict[str, Expression | cst.BaseExpression]


def match_arguments(
    function: cst.FunctionDef, arguments: Arguments, node: cst.Call, file: File
) -> Given | None:
    """What each parameter gets, as Python would have it: an argument, or the default's node.

    `None` after a diagnostic.
    """
    parameters = formals(function)
    misfit = _misfit(parameters, arguments)
    if misfit:
        call = ", ".join(map(_as_argument, parameters))
        file.findings.refuse(
            "wrong-arguments",
            node,
            f"the arguments do not fit `{function.name.value}`",
            misfit,
            f"call it like this: {function.name.value}({call})",
        )
        return None
    given: Given = {p.name: p.node.default for p in parameters if p.node.default is not None}
    given.update(zip(_places(parameters), arguments.positional, strict=False))
    given.update(arguments.keywords)
    return {parameter.name: given[parameter.name] for parameter in parameters}


def _misfit(parameters: list[Formal], arguments: Arguments) -> str:
    """What is wrong with the arguments of a call; empty if nothing is."""
    places, count = _places(parameters), len(arguments.positional)
    if count > len(places):
        return f"it takes {len(places)} by position, and gets {count}"
    by_keyword = {parameter.name for parameter in parameters if parameter.kind != "/"}
    for name, _ in arguments.keywords:
        if name not in by_keyword:
            return f"it has no parameter `{name}`"
        if name in places[:count]:
            return f"`{name}` is given twice"
    given = {*places[:count], *dict(arguments.keywords)}
    required = (p.name for p in parameters if p.node.default is None)
    missing = next((name for name in required if name not in given), "")
    return f"`{missing}` is missing" if missing else ""


def _places(parameters: list[Formal]) -> list[str]:
    """The parameters that take arguments by position."""
    return [parameter.name for parameter in parameters if parameter.kind != "*"]


def _as_argument(parameter: Formal) -> str:
    return f"{parameter.name}={parameter.name}" if parameter.kind == "*" else parameter.name
