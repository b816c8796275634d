"""What a user's file leaves out and gradgen puts in: well-known gates, and a last `return`."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from gradgen.ir.program import Program
from gradgen.targets.definitions import definition_named
from gradgen.targets.dialects import dialect_named
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.numpy import WELL_KNOWN_ON_ARRAYS
from gradgen.targets.python import WELL_KNOWN
from gradgen.verify.array_module import array_module_of
from gradgen.verify.child.job import Supplied


def supplied(tree: ast.Module, program: Program) -> Supplied:
    """The well-known functions that a file calls without defining them."""
    known = {**WELL_KNOWN, **(WELL_KNOWN_ON_ARRAYS if program.arrays else {})}
    library = program.dialect or ("numpy" if program.arrays else "python")
    dialect = dialect_named(library)
    renamed = dialect.renamed if dialect else {}
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names = tuple(sorted(known.keys() & read - program.bindings))
    texts: dict[str, str] = {}
    aliases = []
    for name in names:
        gate = known[name]
        defined = _define(gate, library, texts)
        function = f"{'np' if program.arrays else 'math'}.{renamed.get(gate, gate)}"
        source = gate if defined else function
        if source != name:
            aliases.append(f"{name} = {source}")
    everything = "\n\n\n".join([*texts.values(), *aliases])
    imports = _imports(array_module_of(program), dialect)
    lines = tuple(line for word, line in imports.items() if word in everything)
    return Supplied(names, lines, everything)


def _imports(library: str, dialect: Dialect | None) -> dict[str, str]:
    """How what stands before a dot in definitions is imported."""
    scipy = dialect.own("scipy") if dialect else "scipy"
    return {
        "math.": "import math",
        "np.": f"import {library or 'numpy'} as np",
        "special.": f"from {scipy} import special",
    }


def _define(gate: str, library: str, texts: dict[str, str]) -> bool:
    """Adds the definition of a gate and of what it calls, if gradgen has one."""
    definition = definition_named(gate, library)
    if definition is None:
        return False
    if gate not in texts:
        texts[gate] = definition.text
        for other in definition.definitions:
            _define(other, library, texts)
    return True


def missing_returns(tree: ast.Module, program: Program) -> Mapping[str, str]:
    """For each function without a `return` the variable that it stands for."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {
        circuit.name: circuit.outputs[0].name
        for circuit in program.circuits
        if circuit.name in functions
        and not any(isinstance(node, ast.Return) for node in ast.walk(functions[circuit.name]))
    }
