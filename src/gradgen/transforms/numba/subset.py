"""Whether a call is one that numba knows, by the table of forms in `targets/numba.py`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeAlias

from gradgen.ir.expression import (
    Apply,
    Expression,
    Literal,
    Sequence,
    Slice,
    index_items,
)
from gradgen.ir.numerals import number
from gradgen.ir.printer import show
from gradgen.ir.program import Program
from gradgen.ir.shape import Shape
from gradgen.targets.definitions import definition_named
from gradgen.targets.numba import Form, known_calls, library
from gradgen.targets.signatures import qualified_name
from gradgen.transforms.numba.call import UnknownToNumbaError, UnsaidError

ShapeOf: TypeAlias = Callable[[Expression], Shape]

_RANKS = {"s": 0, "v": 1, "M": 2, "T": 3, "n": 0}


def expect_known(call: Apply, shape_of: ShapeOf, program: Program) -> None:
    """Nothing, if numba compiles a call whose arguments are names, literals, sizes and the like.

    An argument of an unknown number of dimensions may be any. Raises UnknownToNumbaError, or
    UnsaidError where such a number may be all that is missing.
    """
    if not _is_known(call, shape_of, program):
        is_vague = call.function.module == "gradgen" and any(
            shape_of(argument).rank is None for argument in call.arguments
        )
        raise UnsaidError if is_vague else UnknownToNumbaError


def _is_known(call: Apply, shape_of: ShapeOf, program: Program) -> bool:
    function = call.function
    if function.name == "index":
        return _is_known_index(call.arguments[1], shape_of)
    if function.name == "star":
        return True
    if function.module == "gradgen":
        return definition_named(function.name, library(arrays=program.arrays)) is not None
    if function.module == "":
        return _is_known_definition(function.attribute, program)
    forms = known_calls().get(qualified_name(function), ())
    return any(_has_form(call, form, shape_of) for form in forms)


def _has_form(call: Apply, form: Form, shape_of: ShapeOf) -> bool:
    keywords = dict(call.keywords)
    if len(call.arguments) != len(form.arguments) or keywords.keys() != dict(form.keywords).keys():
        return False
    pairs = [*zip(call.arguments, form.arguments, strict=True)]
    pairs += [(keywords[name], letter) for name, letter in form.keywords]
    return all(_fits(argument, letter, shape_of) for argument, letter in pairs)


def _fits(value: Expression, letter: str, shape_of: ShapeOf) -> bool:
    match letter:
        case "E":
            return not isinstance(value, Sequence | Slice)
        case "X":
            return not isinstance(value, Sequence | Slice) and shape_of(value).rank != 0
        case "k":
            return isinstance(number(value), int)
        case "t":
            return shape_of(value).rank in (1, None)
        case "d":
            return not isinstance(value, Sequence | Slice | Literal)
        case "R":
            return isinstance(value, Sequence) and value.brackets == "()"
        case "(k, k)":
            return isinstance(value, Sequence) and len(value.items) == 2
        case _ if letter in _RANKS:
            is_value = not isinstance(value, Sequence | Slice)
            return is_value and shape_of(value).rank in (_RANKS[letter], None)
        case _:
            return show(value) == letter


def _is_known_definition(name: str, program: Program) -> bool:
    """Whether numba compiles a definition of the user's: it knows all that is called there."""
    definition = next(each for each in program.definitions if each.name == name)
    tree = ast.parse(definition.text)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return all(_is_known_in_text(call, program) for call in calls)


def _is_known_in_text(call: ast.Call, program: Program) -> bool:
    text = ast.unparse(call.func)
    if any(each.name == text for each in program.definitions):
        return _is_known_definition(text, program)
    name = _qualified(text, program) or f"builtins.{text}"
    keywords = {keyword.arg for keyword in call.keywords}
    return any(
        len(form.arguments) == len(call.args) and dict(form.keywords).keys() == keywords
        for form in known_calls().get(name, ())
    )


def _qualified(text: str, program: Program) -> str:
    """`numpy.exp` for the `np.exp` of a text."""
    root, _, rest = text.partition(".")
    for binding in program.imports:
        if binding.binding == root:
            return ".".join(filter(None, (binding.module, binding.attribute, rest)))
    return ""


def _is_known_index(index: Expression, shape_of: ShapeOf) -> bool:
    """Numba has no `np.ix_`, and masks of vectors and rows only."""
    return all(_is_known_item(item, shape_of) for item in index_items(index))


def _is_known_item(item: Expression, shape_of: ShapeOf) -> bool:
    return not isinstance(item, Sequence) or item.brackets == "()"
