"""What a user's file leaves out and gradgen puts in: well-known gates, and a last `return`."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from gradgen.ir.program import Program
from gradgen.targets.definitions import definition_named
from gradgen.targets.numpy import WELL_KNOWN_ON_ARRAYS
from gradgen.targets.python import WELL_KNOWN


def supplied_names(tree: ast.Module, program: Program) -> tuple[str, ...]:
    """The well-known functions that a file calls without defining them."""
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return tuple(sorted(_known(program).keys() & read - program.bindings))


def _known(program: Program) -> Mapping[str, str]:
    return {**WELL_KNOWN, **(WELL_KNOWN_ON_ARRAYS if program.arrays else {})}


def supplied_functions(names: Sequence[str], program: Program) -> str:
    """The text that defines these well-known functions."""
    known = _known(program)
    library = "numpy" if program.arrays else "python"
    texts: dict[str, str] = {}
    aliases = []
    for name in names:
        gate = known[name]
        defined = _define(gate, library, texts)
        source = gate if defined else f"{'np' if program.arrays else 'math'}.{gate}"
        if source != name:
            aliases.append(f"{name} = {source}")
    if not texts and not aliases:
        return ""
    imports = ["import math"]
    everything = "\n".join([*texts.values(), *aliases])
    imports += ["import numpy as np"] if "np." in everything else []
    imports += ["from scipy import special"] if "special." in everything else []
    return "\n".join([*imports, *texts.values(), *aliases, ""])


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
