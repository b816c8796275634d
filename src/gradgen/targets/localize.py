"""Turns gates named in a rule into functions of a target: the last step before printing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import TypeAlias

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Symbol,
    functions_in,
    names_in,
    rebuild,
    substitute,
    walk,
)
from gradgen.ir.parser import parse
from gradgen.targets.python import PYTHON
from gradgen.targets.signatures import qualified_name, signature
from gradgen.targets.table import Target

Keywords: TypeAlias = tuple[tuple[str, Expression], ...]


def localize(expression: Expression, target: Target, arrays: Collection[str] = ()) -> Expression:
    """`expression` with every function that has no module yet spelled as `target` does.

    `arrays` are the constants of the module that are no plain numbers.
    """
    if _is_number_of(expression, target, arrays):
        target = PYTHON
    inner = rebuild(expression, lambda e: localize(e, target, arrays))
    if isinstance(inner, Symbol) and inner.function.module is None:
        return Symbol(_resolve(inner.function, target))
    if not isinstance(inner, Apply):
        return inner
    if inner.function.module == "operator" and inner.function.name in target.operators:
        return replace(inner, function=_named(inner.function, target.operators))
    if inner.function.module is not None:
        return inner
    template = target.templates.get(inner.function.name)
    if template is None:
        function = _resolve(inner.function, target)
        return replace(inner, function=function, keywords=_telling(function, inner.keywords))
    operands = dict(zip("xyz", inner.arguments, strict=False))
    return substitute(_parse(template), operands)


def _is_number_of(expression: Expression, target: Target, arrays: Collection[str]) -> bool:
    """Whether a call is of constants alone: `log(2)`, which `math` has as a plain number.

    NumPy's would be a float64, and make arrays of float32 wider.
    """
    return (
        target is not PYTHON
        and isinstance(expression, Apply)
        and expression.function.module is None
        and not expression.keywords
        and not names_in(expression)
        and all(f.name in PYTHON.functions for f in functions_in(expression) if f.module is None)
        and not any(_is_one_of(node, arrays) for node in walk(expression))
    )


def _is_one_of(node: Expression, constants: Collection[str]) -> bool:
    return (
        isinstance(node, Symbol)
        and node.function.module == ""
        and node.function.attribute in constants
    )


def _telling(function: Function, keywords: Keywords) -> Keywords:
    """Keyword arguments without those that say what would be anyway."""
    if not keywords:
        return ()
    usual = {p.name: p.default for p in signature(qualified_name(function)) or ()}
    return tuple((name, value) for name, value in keywords if usual.get(name) != value)


@cache
def _parse(template: str) -> Expression:
    return parse(template)


def _resolve(function: Function, target: Target) -> Function:
    """The function of that name: the library's own, or one that the output will define."""
    if function.name not in target.functions:
        return Function(function.name, "gradgen", function.name)
    return _named(function, target.functions)


def _named(function: Function, names: Mapping[str, str]) -> Function:
    module, _, attribute = names[function.name].rpartition(".")
    return Function(function.name, module, attribute)
