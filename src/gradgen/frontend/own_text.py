"""Recognises definitions that gradgen itself once put into an output, when it reads that again.

They are known by their text, whatever the file calls `math` and `numpy`, and whatever number was
added to their names to keep them apart from others.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

import libcst as cst

from gradgen.frontend.bound_names import locals_of
from gradgen.frontend.context import File
from gradgen.frontend.signature import formals
from gradgen.ir.program import Import
from gradgen.targets.definitions import (
    LibraryDefinition,
    definition_named,
    modules_in_definitions,
)


def _usual(file: File) -> dict[str, str]:
    """What modules are called in the texts of gradgen's own definitions."""
    return modules_in_definitions(_library(file)) | {"scipy.linalg": "linalg"}


def _library(file: File) -> str:
    """Whose definitions a file may have."""
    if file.dialect:
        return file.dialect.name
    return "numpy" if file.arrays else "python"


def own_definition(function: cst.FunctionDef, file: File) -> LibraryDefinition | None:
    """gradgen's definition that `function` is, word for word; `None` if it is none."""
    library = _library(file)
    definition = definition_named(_without_number(function.name.value, library), library)
    if definition is None or _shape(_plain(function, file, library)) != _shape(definition.text):
        return None
    names = free_names(function, file)
    return definition if all(_means_itself(read, file) for read in names) else None


def free_names(function: cst.FunctionDef, file: File) -> list[str]:
    """The names that the text of a definition reads and does not bind, its own name aside."""
    name = function.name.value
    own = {name, *(f.name for f in formals(function)), *locals_of(function)}
    tree = ast.parse(text_of(function, file))
    read = (n.id for n in ast.walk(tree) if isinstance(n, ast.Name))
    return [n for n in dict.fromkeys(read) if n not in own]


def text_of(function: cst.FunctionDef, file: File) -> str:
    """A definition as it stands in the file, without the lines above it."""
    bare = function.with_changes(leading_lines=(), lines_after_decorators=())
    return file.source.module.code_for_node(bare).strip("\n")


def _plain(function: cst.FunctionDef, file: File, library: str) -> str:
    """A definition's text with gradgen's own names for modules and for other definitions."""
    text = text_of(function, file)
    if file.dialect and file.dialect.standard:
        text = _without_question(text)
    usual_names = _usual(file)
    for binding in file.scope.bindings.values():
        usual = usual_names.get(_module(binding, usual_names))
        if isinstance(binding, Import) and usual:
            text = re.sub(rf"(?<![.\w]){re.escape(binding.binding)}\.", f"{usual}.", text)
    return re.sub(r"\b\w+_\d+(?=\()", lambda call: _without_number(call[0], library), text)


def _without_question(text: str) -> str:
    """A text that takes from `np` what it had asked an array for."""
    asked = re.search(r"\n *(\w+)(?:, _)? = [\w.]*namespace(?:__)?\(\w*\)(?=\n)", text)
    if asked is None:
        return text
    return re.sub(rf"(?<![.\w]){asked[1]}\.", "np.", text.replace(asked[0], "", 1))


def _module(binding: object, known: Collection[str]) -> str:
    """The module that an import binds whole; empty for anything else."""
    if not isinstance(binding, Import):
        return ""
    qualified = f"{binding.module}.{binding.attribute}" if binding.attribute else binding.module
    return qualified if qualified in known else ""


def _without_number(name: str, library: str) -> str:
    """`digamma` for `digamma_1`, where gradgen has such a definition."""
    base = re.sub(r"_\d+$", "", name)
    return base if definition_named(base, library) else name


def _means_itself(name: str, file: File) -> bool:
    """Whether a name in gradgen's own text means in this file what it means there."""
    binding, usual = file.scope.bindings.get(name), _usual(file)
    if isinstance(binding, Import):
        return bool(_module(binding, usual))
    if isinstance(binding, cst.FunctionDef):
        return own_definition(binding, file) is not None
    return binding is None and not file.scope.star_imports and name not in usual.values()


def _shape(text: str) -> str:
    """A definition's text without what does not matter to Python."""
    return ast.dump(ast.parse(text))
