"""The frontend on one page: a file's text in, its circuits out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import partial

import libcst as cst

from gradgen.frontend.comments import (
    above,
    behind,
    header_paragraph,
    shown_names,
    without_encoding,
)
from gradgen.frontend.context import Arguments, File, Findings, Frame
from gradgen.frontend.expressions import Expressions
from gradgen.frontend.given_shapes import check_shapes
from gradgen.frontend.lowering import lower_function, refuse_call
from gradgen.frontend.misplaced import check_directives
from gradgen.frontend.module_scope import Assigned, read_scope
from gradgen.frontend.recognition import Recogniser
from gradgen.frontend.resolution import refuse_unbound
from gradgen.frontend.selection import select
from gradgen.frontend.source import Source
from gradgen.frontend.speech import dialect_in, takers_in
from gradgen.ir.circuit import Comments
from gradgen.ir.expression import Expression, Symbol, children
from gradgen.ir.namespaces import namespace_of
from gradgen.ir.program import Constant, Import, Program
from gradgen.targets.dialects import dialect_named
from gradgen.targets.libraries import is_array_library


def read_program(
    source: Source,
    functions: tuple[str, ...],
    shapes: Mapping[str, str] | None = None,
    origin: Program | None = None,
) -> tuple[Program, Findings]:
    """The circuits of the functions that are wanted, and what they lean on.

    What was derived from an `origin` works on the arrays that this works on, whatever it imports.

    Nothing is raised here: the findings hold what was refused, and circuits that were are missing.
    """
    findings = Findings(source)
    dialect = dialect_named(origin.dialect) if origin else dialect_in(source.tree, functions)
    scope = read_scope(source.module, source.tree, dialect)
    arrays = bool(shapes) or bool(dialect) or works_on_arrays(source.tree)
    arrays = arrays or bool(origin and origin.arrays)
    file = File(source, scope, findings, arrays=arrays, shapes=shapes or {}, dialect=dialect)
    file.takers = takers_in(source.tree, functions)
    recogniser = Recogniser(file)
    check_directives(source.module, findings)
    selected = select(functions, file)
    check_shapes(selected, file)
    lowered = [lower_function(f, file, recogniser) for f in selected]
    constants = _constants(file)
    circuits = tuple(circuit for circuit in lowered if circuit is not None)
    return (
        Program(
            circuits=circuits,
            imports=_imports(file),
            constants=constants,
            definitions=tuple(file.definitions.values()),
            bindings=frozenset(file.scope.bindings) | shown_names(file.source),
            postponed_annotations=file.scope.postponed_annotations,
            arrays=arrays,
            dialect=dialect.name if dialect else "",
            namespaces={c.name: n for c in circuits if (n := namespace_of(c))},
        ),
        findings,
    )


def works_on_arrays(tree: ast.Module) -> bool:
    """Whether a file imports an array library anywhere."""
    return any(is_array_library(module) for node in ast.walk(tree) for module in _modules(node))


def _modules(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case _:
            return []


def _imports(file: File) -> tuple[Import, ...]:
    """The imports that anything might use, in source order; those inside functions last."""
    top = [binding for binding in file.scope.bindings.values() if isinstance(binding, Import)]
    return tuple(dict.fromkeys([*top, *file.scope.further_imports, *file.imports]))


def _constants(file: File) -> tuple[Constant, ...]:
    """The constants that are used, with those that their own definitions use, in source order."""
    done: dict[str, Constant] = {}
    names = (file.constants_used, file.constants_in_text)
    while pending := [name for used in names for name in used if name not in done]:
        for name in pending:
            done[name] = _constant(name, file)
    in_order = tuple(done[name] for name in file.scope.bindings if name in done)
    _refuse_unbound(in_order, file)
    return in_order


def _refuse_unbound(constants: tuple[Constant, ...], file: File) -> None:
    """Refuse constants that read themselves, or what stands below them."""
    later = {constant.name for constant in constants}
    for constant in constants:
        for name in sorted(later.intersection(_read(constant.expression))):
            binding = file.scope.bindings[constant.name]
            assert isinstance(binding, Assigned)
            refuse_unbound(_place_of(name, binding.value), file, "NameError")
        later.remove(constant.name)


def _place_of(name: str, value: cst.BaseExpression) -> cst.Name:
    from libcst import matchers  # takes long to import, and few files need it

    node = matchers.findall(value, matchers.Name(name))[0]
    assert isinstance(node, cst.Name)
    return node


def _read(expression: Expression) -> Iterator[str]:
    """The constants of the file that an expression reads."""
    if isinstance(expression, Symbol) and not expression.function.module:
        yield expression.function.attribute
    for part in children(expression):
        yield from _read(part)


def _refuse_call(
    file: File, _: Frame | None, __: cst.FunctionDef, ___: Arguments, call: cst.Call
) -> Expression:
    return refuse_call(file, call)


def _constant(name: str, file: File) -> Constant:
    binding = file.scope.bindings[name]
    assert isinstance(binding, Assigned)
    is_number = name in file.constants_used
    refuse = partial(_refuse_call, file)
    value = Expressions(file, None, refuse, lenient=not is_number).lower(binding.value)
    written = without_encoding(above(binding.line, file.source))
    if binding.line is file.source.module.body[0]:
        written = (*header_paragraph(file.source.module), *written)
    return Constant(name, value, Comments(written, behind(binding.line)))
