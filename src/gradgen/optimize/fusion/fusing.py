"""Fuses a derived function: cuts it into steps, gathers these in clusters, writes them as loops."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from gradgen.analysis.shapes import entered
from gradgen.ir.circuit import Assertion, Circuit, Enter, Gate, Release, Remark, Statement, Update
from gradgen.ir.expression import Apply, Expression, Function, Name, names_in, operator, substitute
from gradgen.ir.names import Names
from gradgen.ir.program import Program
from gradgen.optimize.fusion.clusters import Cluster, clustered, with_copies, without_unread
from gradgen.optimize.fusion.loops import Loops
from gradgen.optimize.fusion.naming import naming
from gradgen.optimize.fusion.sizes import Sizes
from gradgen.optimize.fusion.steps import BROADCAST, Step, Steps
from gradgen.transforms.numba.deep_shapes import DeepShapes, localized_for

_WHOLE: Final = re.compile(r"\b(?:[Ii]nt|[Uu][Ii]nt|[Bb]ool)\d*\b")
_ONES: Final = Function("ones", "numpy", "ones")


def fused(circuit: Circuit, program: Program) -> Circuit:
    """The function with its work by elements in loops; one that has loops already stays."""
    if not program.arrays or any(isinstance(s, Enter) for s in circuit.body):
        return circuit
    names = Names((*program.bindings, *_names(circuit)))
    steps = _steps(circuit, program, names)
    clusters = clustered(steps.done)
    if not any(cluster.domain for cluster in clusters):
        return circuit
    clusters = with_copies(clusters)
    results = {steps.versions.get(name, name) for name in names_in(_returned(circuit))}
    parameters = {parameter.name for parameter in circuit.parameters}
    called = naming(clusters, results, parameters, names)
    clusters = without_unread(clusters, called.kept)
    loops = Loops(steps.shapes.shapes.known, steps.sizes, names, called)
    body = tuple(_written(clusters, loops, _held_whole(clusters, results)))
    ends: dict[str, Expression] = {
        name: Name(called.wholes.get(version, version)) for name, version in steps.versions.items()
    }
    body = (*steps.sizes.agreements(circuit), *body)
    return replace(circuit, body=body, returns=substitute(_returned(circuit), ends))


def _returned(circuit: Circuit) -> Expression:
    assert circuit.returns is not None
    return circuit.returns


def _names(circuit: Circuit) -> Iterator[str]:
    yield from (parameter.name for parameter in circuit.parameters)
    for statement in circuit.body:
        if isinstance(statement, Gate):
            yield from statement.targets


def _steps(circuit: Circuit, program: Program, names: Names) -> Steps:
    constants = {constant.name: constant.expression for constant in program.constants}
    shapes = entered(circuit, arrays=True, constants=constants)
    buffers = frozenset(s.target for s in circuit.body if isinstance(s, Update))
    whole = {p.name for p in circuit.parameters if _WHOLE.search(p.annotation)}
    steps = Steps(DeepShapes(shapes), names, Sizes(circuit), whole, buffers)
    steps.versions.update((p.name, p.name) for p in circuit.parameters)
    for statement in circuit.body:
        match statement:
            case Gate(idle=False):
                steps.gate(
                    replace(statement, expression=localized_for(program, statement.expression))
                )
            case Remark(heading=True, text=text):
                steps.half = text
            case Release():
                pass
            case _:
                steps.other(statement)
    return steps


def _held_whole(clusters: list[Cluster], results: set[str]) -> set[str]:
    """The versions that are read outside of loops, where an array has to be one."""
    found = set(results)
    for cluster in clusters:
        if not cluster.domain:
            found |= {name for step in cluster.steps for name in step.reads}
    return found


def _written(clusters: Sequence[Cluster], loops: Loops, whole: set[str]) -> Iterator[Statement]:
    half = ""
    for cluster in clusters:
        if cluster.domain:
            sizes = ", ".join(map(str, cluster.domain))
            yield Remark(f"element by element over [{sizes}]", heading=True)
            half = ""
            yield from (_with_arrays(s, loops) for s in loops.written(cluster))
            continue
        for step in cluster.steps:
            if step.half != half:
                yield Remark(step.half, heading=True)
                half = step.half
            yield _with_arrays(_outside(step, whole), loops)


def _outside(step: Step, whole: set[str]) -> Statement:
    """A step outside of loops; what is only read in them need not be an array of its own."""
    statement = step.statement
    if isinstance(statement, Gate) and not statement.idle and statement.target in whole:
        match statement.expression:
            case Apply(function=function, arguments=(value, sizes)) if function == BROADCAST:
                spread = operator("multiply", "*", value, Apply(_ONES, (sizes,)))
                return replace(statement, expression=spread)
    return statement


def _with_arrays(statement: Statement, loops: Loops) -> Statement:
    """A statement with the names that are written for versions."""

    def name(version: str) -> str:
        return loops.called.wholes.get(version, version)

    def renamed(expression: Expression) -> Expression:
        return substitute(expression, {n: Name(name(n)) for n in names_in(expression)})

    match statement:
        case Gate(idle=False):
            return replace(
                statement,
                target=name(statement.target),
                others=tuple(map(name, statement.others)),
                expression=renamed(statement.expression),
            )
        case Update(idle=False):
            return replace(
                statement,
                target=name(statement.target),
                index=renamed(statement.index),
                value=renamed(statement.value),
            )
        case Assertion(message=message):
            told = None if message is None else renamed(message)
            return replace(statement, test=renamed(statement.test), message=told)
        case _:
            return statement
