"""What a name means: by scope, never by spelling."""

from __future__ import annotations

import builtins

import libcst as cst

from gradgen.diagnostics.suggestion import nearest
from gradgen.frontend.context import POISON, Entity, File, Frame, Library, Row, UserFunction
from gradgen.frontend.module_scope import Assigned, Unclear, of_another, translated
from gradgen.ir.expression import Function, Symbol
from gradgen.ir.program import Import
from gradgen.targets.dialects import is_of_another
from gradgen.targets.libraries import LIBRARIES, gate_of, well_known, well_known_names

_ALONE = "a function is differentiated for one library"


def resolve(node: cst.Name, frame: Frame | None, file: File) -> Entity | None:
    """What `node` stands for: the local value, else the module's, else the built-in.

    `None` after a diagnostic.
    """
    name = node.value
    if frame and name in frame.values:
        return frame.values[name]
    if frame and name in frame.shut:
        why = frame.shut[name]
        file.findings.refuse("control-flow", node, f"`{name}` {why.message}", why.label, why.help)
        return None
    if frame and name in frame.local_names:
        refuse_unbound(node, file)
        return None
    if name in file.scope.bindings:
        return _of_module(node, file)
    entity = from_star(name, file) or _built_in(name, file)
    if entity is None:
        _refuse_unknown(node, frame, file)
    return entity


def refuse_unbound(node: cst.Name, file: File, error: str = "UnboundLocalError") -> None:
    """Refuse to read a name that has no value yet."""
    file.findings.refuse(
        "unbound-name",
        node,
        f"`{node.value}` is read before it is bound",
        f"Python would raise {error} here",
        f"bind it before this line: {node.value} = ...",
    )


def _of_module(node: cst.Name, file: File) -> Entity | None:
    name = node.value
    match file.scope.bindings[name]:
        case Import() as binding:
            return imported(binding, file)
        case cst.FunctionDef() as function:
            return UserFunction(function)
        case Assigned(value=cst.Tuple() | cst.List() as row):
            return Row(row)
        case Assigned(value=value):
            return _alias(value, name, file) or _constant(name, file)
        case Unclear(why=why, instead=instead, elsewhere=True):
            file.findings.refuse("other-library", node, f"`{name}` is {why}", _ALONE, instead)
        case Unclear(why=why, instead=instead):
            file.findings.refuse(
                "ambiguous-name",
                node,
                f"`{name}` is {why}",
                "what it stands for here cannot be told from the text",
                instead or f"bind `{name}` once, by a plain assignment or import at the top level",
            )
    return None


def imported(binding: Import, file: File) -> Entity:
    """What an import binds; noted, so that it can travel into the output."""
    root = binding.binding.partition(".")[0]
    file.imports[binding] = None
    if not binding.attribute:
        module = binding.module if binding.binding != binding.module else root
        return Library(module, root if module == root else binding.binding)
    qualified = f"{binding.module}.{binding.attribute}"
    if qualified in LIBRARIES:
        return Library(qualified, binding.binding)
    return library_member(binding.module, binding.attribute, binding.binding)


def imported_inside(written: Import, node: cst.CSTNode, file: File) -> Entity:
    """What an import inside a function binds."""
    dialect = file.dialect
    if dialect and is_of_another(written, dialect):
        why = f"`{written.binding}` is {of_another(dialect)}"
        file.findings.refuse(
            "other-library", node, why, _ALONE, f"use `{dialect.usual_name}` there"
        )
        return POISON
    return imported(translated(written, dialect), file)


def member_of(library: Library, attribute: str, file: File) -> Entity:
    """What is inside a module: `jax.numpy` of a dialect is a module under NumPy's name."""
    if file.dialect and library.module == "numpy":
        attribute = file.dialect.types.get(attribute, attribute)
    inner = f"{library.module}.{attribute}"
    known = file.dialect.in_numpy(inner) if file.dialect else ""
    if known in LIBRARIES and library.module not in LIBRARIES:
        return Library(known, library.via)
    return library_member(library.module, attribute, library.via)


def library_member(module: str, attribute: str, via: str) -> Entity:
    """A function or constant of a library."""
    qualified = f"{module}.{attribute}"
    function = Function(gate_of(qualified) or qualified, module, attribute, via)
    return Symbol(function) if is_constant(qualified) else function


def is_constant(qualified: str) -> bool:
    """Whether a qualified name is a number of a known library, such as `math.pi`."""
    module, _, attribute = qualified.rpartition(".")
    return attribute in LIBRARIES.get(module, frozenset())


def _constant(name: str, file: File) -> Symbol:
    file.constants_used[name] = None
    return Symbol(Function(f"constant {name}", "", name))


def is_number_of_file(value: Entity, file: File) -> bool:
    """Whether a value is a constant of the file that is a plain number: `SCALE = 2 * math.pi`."""
    if not isinstance(value, Symbol) or value.function.module != "":
        return False
    binding = file.scope.bindings.get(value.function.attribute)
    return isinstance(binding, Assigned) and _is_number(binding.value, file)


def _is_number(node: cst.BaseExpression, file: File) -> bool:
    match node:
        case cst.Integer() | cst.Float():
            return True
        case cst.UnaryOperation(operator=cst.Minus(), expression=inner):
            return _is_number(inner, file)
        case cst.BinaryOperation(left=left, right=right):
            return _is_number(left, file) and _is_number(right, file)
        case cst.Attribute(value=cst.Name() as root, attr=cst.Name(value=attribute)):
            library = _quiet(root, file)
            return isinstance(library, Library) and is_constant(f"{library.module}.{attribute}")
        case _:
            return False


def _alias(value: cst.BaseExpression, name: str, file: File) -> Entity | None:
    """The function that a module-level name is another name for, as in `exp = math.exp`."""
    match value:
        case cst.Name(value=other) if other != name:
            entity = _quiet(value, file)
        case cst.Attribute(value=cst.Name() as root, attr=cst.Name(value=attribute)):
            library = _quiet(root, file)
            if not isinstance(library, Library):
                return None
            entity = library_member(library.module, attribute, library.via)
        case _:
            return None
    return entity if isinstance(entity, Function | UserFunction | Library) else None


def _quiet(node: cst.Name, file: File) -> Entity | None:
    """What a module-level name stands for, without a diagnostic where that is unclear."""
    binding = file.scope.bindings.get(node.value)
    if isinstance(binding, Import | cst.FunctionDef | Assigned):
        return _of_module(node, file)
    return None if binding else from_star(node.value, file) or _built_in(node.value, file)


def from_star(name: str, file: File) -> Entity | None:
    """What a star import of a known library binds; a later one of another library may hide it."""
    for module in reversed(file.scope.star_imports):
        if module not in LIBRARIES:
            return None
        if gate_of(f"{module}.{name}") or is_constant(f"{module}.{name}"):
            file.imports[Import(module, name, name)] = None
            return library_member(module, name, name)
    return None


def _built_in(name: str, file: File) -> Entity | None:
    """A built-in function or well-known gate, unless an import could have hidden it."""
    if any(module not in LIBRARIES for module in file.scope.star_imports):
        return None
    if hasattr(builtins, name):
        return Function(gate_of(f"builtins.{name}") or f"builtins.{name}", "builtins", name)
    return well_known(name, arrays=file.arrays)


def _refuse_unknown(node: cst.Name, frame: Frame | None, file: File) -> None:
    name = node.value
    own = [*(frame.values if frame else ()), *file.scope.bindings]
    help = f"make it a parameter, or bind it before: {name} = ..."
    unknown = [module for module in file.scope.star_imports if module not in LIBRARIES]
    if unknown and unknown[-1]:
        help = f"import it by name: from {unknown[-1]} import {name}"
    elif name in LIBRARIES:
        help = f"import it: import {name}"
    elif gate_of(f"math.{name}"):
        help = f"import it: from math import {name}"
    elif close := nearest(name, own) or nearest(name, well_known_names(arrays=file.arrays)):
        help = f"did you mean `{close}`?"
    file.findings.refuse(
        "unknown-name", node, f"`{name}` is not defined", "neither bound here, nor imported", help
    )
