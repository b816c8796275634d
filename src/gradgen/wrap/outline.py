"""What a wrapper has to know of a function and of the two that were generated from it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gradgen.analysis.facts import Facts, gather
from gradgen.analysis.parameters import is_marked
from gradgen.analysis.shapes import entered
from gradgen.ir.circuit import Circuit, Parameter
from gradgen.ir.expression import Expression, names_in
from gradgen.ir.expression import Sequence as Row
from gradgen.ir.program import Program
from gradgen.pipeline import Result


@dataclass(frozen=True)
class Outline:
    """A function: its names, its parameters, and which of them get gradients.

    `signature` is the parameter list without annotations, as they would speak of NumPy arrays;
    `keywords` are the parameters that are given by keyword; `fixed` those that are no arrays, by
    their annotation; `seeds` are the upstream gradients of the backward function; `forward`
    and `backward` are the circuits of the two functions.
    """

    name: str
    parameters: tuple[str, ...]
    keywords: frozenset[str]
    fixed: frozenset[str]
    signature: str
    wrt: tuple[str, ...]
    outputs: tuple[str, ...]
    seeds: tuple[str, ...]
    circuit: Circuit
    forward: Circuit
    backward: Circuit
    program: Program

    @property
    def arrays(self) -> bool:
        """Whether a value may be an array."""
        return self.program.arrays

    @property
    def gradients(self) -> tuple[str, ...]:
        """Names for the gradients that the backward function returns."""
        return tuple(f"grad_{name}" for name in self.wrt)

    @property
    def stored(self) -> tuple[str, ...]:
        """The names of what the forward function stores, in order."""
        assert isinstance(self.forward.returns, Row)
        return names_in(self.forward.returns.items[-1])

    @property
    def constants(self) -> dict[str, Expression]:
        """The values of names at the top of the file."""
        return {constant.name: constant.expression for constant in self.program.constants}

    @cached_property
    def facts(self) -> Facts:
        """What is known of the gates of the function."""
        start = entered(self.circuit, arrays=self.arrays, constants=self.constants)
        return gather(self.circuit, start)

    def call(self, *values: str) -> str:
        """The call of the forward function with these values for the parameters, in order."""
        given = zip(self.parameters, values, strict=True)
        arguments = (f"{name}={v}" if name in self.keywords else v for name, v in given)
        return f"{self.name}_forward({', '.join(arguments)})"

    def call_back(self, residuals: str, *upstream: str) -> str:
        """The call of the backward function with the residuals and the upstream gradients."""
        if len(self.seeds) == 1:
            return f"{self.name}_backward({residuals}, {upstream[0]})"
        given = (f"{seed}={v}" for seed, v in zip(self.seeds, upstream, strict=True))
        return f"{self.name}_backward({residuals}, {', '.join(given)})"


def in_tuple(parts: Sequence[str]) -> str:
    """The parts as a tuple, which a single one is too."""
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def outlines(result: Result) -> list[Outline]:
    """The outline of each function, two of which were generated from each."""
    text, circuits = _definitions(result.source), result.program.circuits
    pairs = [result.circuits[n : n + 2] for n in range(0, len(result.circuits), 2)]
    return [
        _outline(circuit, halves, wrt, text, result.program)
        for circuit, halves, wrt in zip(circuits, pairs, result.wrt, strict=True)
    ]


def _outline(
    circuit: Circuit,
    halves: tuple[Circuit, ...],
    wrt: tuple[str, ...],
    text: Mapping[str, ast.FunctionDef],
    program: Program,
) -> Outline:
    forward, backward = halves
    return Outline(
        name=circuit.name,
        parameters=tuple(p.name for p in circuit.parameters),
        keywords=frozenset(p.name for p in circuit.parameters if p.kind == "*"),
        fixed=frozenset(p.name for p in circuit.parameters if is_marked(p) and not _is_array(p)),
        signature=_signature(text[forward.name]),
        wrt=wrt,
        outputs=tuple(output.name for output in circuit.outputs),
        seeds=tuple(p.name for p in backward.parameters[1:]),
        circuit=circuit,
        forward=forward,
        backward=backward,
        program=program,
    )


def _is_array(parameter: Parameter) -> bool:
    return "[" in parameter.annotation


def _definitions(text: str) -> Mapping[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def _signature(function: ast.FunctionDef) -> str:
    for argument in ast.walk(function.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return ast.unparse(function.args)
