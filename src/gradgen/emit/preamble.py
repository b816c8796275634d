"""What stands above the generated functions: imports, constants, definitions, further names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gradgen.emit.layout import Part
from gradgen.emit.module_names import ModuleNames
from gradgen.emit.namespaces import asking, question_of
from gradgen.ir.expression import Expression
from gradgen.ir.printer import show
from gradgen.ir.program import Constant, Definition, Import, Program
from gradgen.targets.definitions import (
    DEFINITIONS_LINE_LENGTH,
    LibraryDefinition,
    modules_in_definitions,
)
from gradgen.targets.dialects import dialect_named
from gradgen.targets.localize import localize
from gradgen.targets.python import PYTHON


def preamble(program: Program, names: ModuleNames) -> Iterator[Part]:
    """The parts above the generated functions, in the order in which Python needs them."""
    constants = "\n".join(_constants(program, names))
    definitions = [*_definitions(program, names), *_library(program, names)]
    aliases = "\n".join(_aliases(names))
    imports = [*(i for i in names.imports if i not in program.imports)]
    imports += [i for i in program.imports if i in names.imports]
    imports.sort(key=lambda i: i.module == "numba")
    future = ["from __future__ import annotations\n"] if program.postponed_annotations else []
    dialect = dialect_named(program.dialect)
    if dialect:
        imports = [dialect.written(binding) for binding in imports]
    top = ("\n".join([*future, *_import_lines(imports)]), constants)
    heading = "\n\n".join(filter(None, top))
    if heading:
        yield Part(heading, flat=True)
    yield from definitions
    if aliases:
        yield Part(aliases, flat=True)


def _import_lines(imports: list[Import]) -> Iterator[str]:
    """One line for each import, but one for all that comes from the same module."""
    parts: dict[str, list[str]] = {}
    for binding in imports:
        if binding.attribute:
            parts.setdefault(f"from {binding.module} import ", []).append(_imported(binding))
        else:
            alias = "" if binding.binding == binding.module else f" as {binding.binding}"
            parts[f"import {binding.module}{alias}"] = []
    return (head + ", ".join(names) for head, names in parts.items())


def _imported(binding: Import) -> str:
    alias = "" if binding.binding == binding.attribute else f" as {binding.binding}"
    return f"{binding.attribute}{alias}"


def _constants(program: Program, names: ModuleNames) -> Iterator[str]:
    write = _writer(names)
    for constant in program.constants:
        if constant.name in names.constants:
            yield from _constant_lines(constant, write)


def _constant_lines(constant: Constant, write: Callable[[Expression], str]) -> Iterator[str]:
    yield from constant.comments.above
    behind = f"  {constant.comments.behind}" if constant.comments.behind else ""
    yield f"{constant.name} = {write(localize(constant.expression, PYTHON))}{behind}"


def _writer(names: ModuleNames) -> Callable[[Expression], str]:
    return lambda expression: show(expression, lambda function: names.spell(function, ()))


def _definitions(program: Program, names: ModuleNames) -> Iterator[Part]:
    """The user's own definitions that are used: whole, and for black to lay out."""
    kept: list[Definition] = [d for d in program.definitions if d.name in names.definitions]
    for definition in kept:
        yield Part("\n".join([*names.decorator(), definition.text]))


def _library(program: Program, names: ModuleNames) -> Iterator[Part]:
    """gradgen's own definitions that are used."""
    called = names.library_names()
    question = question_of(program)
    for name in sorted(names.supplied):
        definition = names.supplied[name]
        modules = {
            usual: names.module(module)
            for module, usual in modules_in_definitions(program.dialect).items()
            if f"{usual}." in definition.text and not (program.namespaces and usual == "np")
        }
        text = _renamed(name, definition, called, modules)
        if program.namespaces:
            text = asking(text, question)
            for name in question.reads:
                names.need(name)
        lines = [*names.decorator(definition.name), text]
        yield Part("\n".join(lines), settled=DEFINITIONS_LINE_LENGTH)


def _renamed(
    name: str, definition: LibraryDefinition, called: dict[str, str], modules: dict[str, str]
) -> str:
    """The text of a definition with the names at hand for itself, for others and for modules."""
    others = {**called, definition.name: name}
    text = definition.text
    for usual, at_hand in modules.items():
        text = re.sub(rf"(?<![.\w]){usual}\.", f"{at_hand}.", text)
    return re.sub(r"(?<![.\w])\w+(?=\()", lambda word: others.get(word[0], word[0]), text)


def _aliases(names: ModuleNames) -> Iterator[str]:
    for name, alias in names.aliases.items():
        if alias not in names.supplied:
            yield f"{alias} = {name}"
