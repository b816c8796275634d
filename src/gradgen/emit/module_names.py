"""The names at the top of the output: what each function is called there, and what that takes.

Whatever a circuit mentions is noted when it is spelled; imports, constants and definitions that
nobody mentions do not travel.
"""

from __future__ import annotations

from collections.abc import Collection

from gradgen.emit.imports import ways_to
from gradgen.ir.expression import Function, functions_in
from gradgen.ir.program import Constant, Definition, Import, Program
from gradgen.targets.definitions import (
    LibraryDefinition,
    definition_named,
    modules_in_definitions,
)
from gradgen.targets.dialects import dialect_named
from gradgen.targets.numba import COMPILING, VECTORIZED, VECTORIZING, library

# How a module is imported where the user has not: from which, what, and under which name.
_USUAL = {
    "numpy": ("numpy", "", "np"),
    "scipy.special": ("scipy", "special", "special"),
    "scipy.linalg": ("scipy", "linalg", "linalg"),
}


def _is_library(module: str) -> bool:
    """Whether a module is the one that a namespace stands for, or inside it."""
    return module.partition(".")[0] == "numpy"


class ModuleNames:
    """Spells functions for one output module, and keeps book of what the spellings need."""

    def __init__(
        self, program: Program, local_names: Collection[str], target: str = "auto"
    ) -> None:
        """`local_names` are the names that any of the circuits binds."""
        self._program = program
        self._library = (program.dialect or "numpy") if program.arrays else "python"
        self._compiled = target == "numba"
        if self._compiled:
            self._library = library(arrays=program.arrays)
        dialect = dialect_named(program.dialect)
        self._phrased = bool(dialect and dialect.phrased)
        self._usual = dialect.usual if dialect else _USUAL
        self._constants = {constant.name: constant for constant in program.constants}
        # gradgen's own texts are for NumPy where a program was written to be read once more.
        kept = (d for d in program.definitions if not (self._phrased and d.own_gate))
        self._definitions = {definition.name: definition for definition in kept}
        self._avoid = {*local_names, *self._constants, *self._definitions}
        imported = (binding.binding.partition(".")[0] for binding in program.imports)
        self._top = {*self._constants, *self._definitions, *imported}
        self._owners: dict[str, object] = {}
        self.imports: dict[Import, None] = {}
        self.constants: dict[str, Constant] = {}
        self.definitions: dict[str, Definition] = {}
        self.supplied: dict[str, LibraryDefinition] = {}
        self.aliases: dict[str, str] = {}
        self.hidden_built_ins: dict[str, str] = {}

    def spell(self, function: Function, hidden: Collection[str], namespace: str = "") -> str:
        """The text that calls `function` where the names `hidden` are local.

        What is the library's is in the `namespace` there, if it has a name.
        """
        match function.module:
            case "operator" | "attribute" | "method":
                return function.attribute
            case "":
                return self._defined(function.attribute, hidden)
            case "gradgen":
                return self._supplied(function, hidden)
            case "builtins" if not self._is_hidden(function.attribute, hidden):
                return function.attribute
            case module:
                assert module is not None, f"{function.name} was never localized"
                return self._imported(module, function, hidden, namespace)

    def quote(self, function: Function, namespace: str = "") -> str:
        """The user's own spelling of `function`, for a comment: nothing is needed for that."""
        if function.module in (None, "", "gradgen", "operator", "builtins"):
            return function.attribute or function.name
        if namespace and _is_library(function.module or ""):
            return self._imported(function.module or "", function, (), namespace)
        ways = ways_to(function.module or "", function, self._program.imports)
        return next((text for _, text in ways), f"{function.module}.{function.attribute}")

    def _is_hidden(self, name: str, hidden: Collection[str]) -> bool:
        return name in hidden or name in self._top

    def _is_given(self, module: str) -> bool:
        """Whether a definition asks for a module, since functions have it for a namespace."""
        return bool(self._program.namespaces) and _is_library(module)

    def _imported(
        self, module: str, function: Function, hidden: Collection[str], namespace: str
    ) -> str:
        if namespace and _is_library(module):
            return f"{module.replace('numpy', namespace, 1)}.{function.attribute}"
        for binding, text in ways_to(module, function, self._program.imports, brief=self._phrased):
            root = text.partition(".")[0]
            if root not in hidden and self._own(root, binding):
                self.imports[binding] = None
                return text
        if module == "numpy.linalg" or (self._phrased and module.startswith("numpy.")):
            inner = module.removeprefix("numpy")
            return f"{self.module('numpy')}{inner}.{function.attribute}"
        return f"{self.module(module)}.{function.attribute}"

    def module(self, module: str) -> str:
        """The name under which a whole module is at hand, imported if need be."""
        for binding in self._program.imports:
            whole = (binding.module, binding.attribute) == (module, "")
            name = binding.binding
            if whole and name not in self._avoid and self._own(name, binding):
                self.imports[binding] = None
                return name
        parent, attribute, usual = self._usual.get(module, (module, "", module))
        name, number = usual, 0
        while name in self._avoid or not self._own(name, Import(parent, attribute, name)):
            number += 1
            name = f"{usual}_{number}"
        self.imports[Import(parent, attribute, name)] = None
        return name

    def decorator(self, definition: str = "") -> tuple[str, ...]:
        """The line above a function that is to be compiled, or above one of the definitions."""
        if not self._compiled:
            return ()
        name, options = VECTORIZING if definition in VECTORIZED else COMPILING
        return (f"@{self._alone('numba', name)}({options})",)

    def _alone(self, module: str, attribute: str) -> str:
        """The name under which a function is at hand by itself, imported if need be."""
        name, number = attribute, 0
        while name in self._avoid or not self._own(name, Import(module, attribute, name)):
            number += 1
            name = f"{attribute}_{number}"
        self.imports[Import(module, attribute, name)] = None
        return name

    def _own(self, name: str, owner: object) -> bool:
        """Take `name` for `owner`: whether nothing else of the module has it."""
        return self._owners.setdefault(name, owner) == owner

    def _defined(self, name: str, hidden: Collection[str]) -> str:
        """A constant or definition of the user's."""
        self.need(name)
        return self._beside(name) if name in hidden else name

    def _supplied(self, function: Function, hidden: Collection[str]) -> str:
        """A definition of gradgen's own; the user's file may have it already, from an output."""
        for definition in self._definitions.values():
            if definition.own_gate == function.name:
                return self._defined(definition.name, hidden)
        return self._library_definition(function)

    def _beside(self, name: str) -> str:
        """Another name for something whose own is hidden by a local variable."""
        if name not in self.aliases:
            self.aliases[name] = self._free(name)
        return self.aliases[name]

    def _free(self, name: str) -> str:
        number = 1
        while f"{name}_{number}" in self._avoid or not self._own(
            f"{name}_{number}", ("alias", name)
        ):
            number += 1
        return f"{name}_{number}"

    def _need_constant(self, name: str) -> None:
        if name not in self.constants:
            self.constants[name] = self._constants[name]
            for function in functions_in(self._constants[name].expression):
                self.spell(function, ())

    def _need_definition(self, name: str) -> None:
        if name in self.definitions:
            return
        self.definitions[name] = self._definitions[name]
        for read in self._definitions[name].reads:
            self.need(read)

    def need(self, name: str) -> None:
        """Let something of the user's top level travel under its own name."""
        if name in self._constants:
            self._need_constant(name)
        elif name in self._definitions:
            self._need_definition(name)
        for binding in self._program.imports:
            if binding.binding.partition(".")[0] == name and self._own(name, binding):
                self.imports[binding] = None

    def _library_definition(self, function: Function) -> str:
        definition = definition_named(function.name, self._library)
        assert definition is not None, f"nothing defines {function.name}"
        name, owner = function.attribute, ("library", function.name)
        if name in self._avoid or not self._own(name, owner):
            name = self._beside(name)
        if name not in self.supplied:
            self.supplied[name] = definition
            for other in definition.definitions:
                self._library_definition(Function(other, "gradgen", other))
            self._avoid |= definition.local_names
            for module, usual in modules_in_definitions(self._library).items():
                if f"{usual}." in definition.text and not self._is_given(module):
                    self.module(module)
            for built_in in self._top.intersection(definition.built_ins):
                self.hidden_built_ins[built_in] = f"{self.module('builtins')}.{built_in}"
        return name

    def library_names(self) -> dict[str, str]:
        """What the output calls each definition of gradgen's own."""
        called = dict(self.hidden_built_ins)
        for name, definition in self.supplied.items():
            if definition.name not in called or name == definition.name:
                called[definition.name] = name
        return called
