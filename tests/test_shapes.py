"""What is said of shapes is true: each case of array gates, run gate by gate.

Every case is run twice in one function, the second time with arrays that are longer by one: values
that are said to have one shape have to have one.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.linalg  # type: ignore[import-untyped]
import scipy.special  # type: ignore[import-untyped]

from array_check import Case, draw, source
from gradgen import generate
from gradgen.analysis.facts import gather
from gradgen.analysis.shapes import Shapes, entered
from gradgen.diagnostics import GradgenError
from gradgen.frontend.program import read_program
from gradgen.frontend.reading import read
from gradgen.ir.circuit import Circuit
from gradgen.ir.expression import Function, Name
from gradgen.ir.printer import show
from gradgen.ir.shape import Dim, Open, Shape, split
from gradgen.rules.matcher import match_gate
from gradgen.targets import definitions

Values = dict[str, Any]
FAMILIES = sorted(p.stem for p in Path(__file__).with_name("array_cases").glob("[a-z]*.py"))
CASES = [
    pytest.param(case, id=f"{family}-{case.code.splitlines()[-1]}")
    for family in FAMILIES
    for case in import_module(f"array_cases.{family}").CASES
]


@dataclass
class World:
    """What names of sizes and of unknown shapes turned out to stand for."""

    sizes: dict[str, int] = field(default_factory=dict)
    opens: dict[Open, tuple[int, ...]] = field(default_factory=dict)

    def agrees(self, shape: Shape, real: tuple[int, ...]) -> bool:
        """Whether an array of the shape `real` can have the shape that is said."""
        if shape.is_exact:
            return len(shape.dims) == len(real) and all(map(self._fits, shape.dims, real))
        if len(shape.opens) > 1 or shape.dims:
            return True
        (lone,) = shape.opens
        behind = real[len(real) - len(lone.dims) :]
        if lone.reduced is None and not all(map(self._fits, lone.dims, behind)):
            return False
        return self.opens.setdefault(lone, real) == real

    def _fits(self, dim: Dim, size: int) -> bool:
        if isinstance(dim, int):
            return dim == size
        name, by = (dim, 0) if dim.startswith("?") else split(dim)
        # A slice of `N-7` has no elements where N is 5.
        return max(self.sizes.setdefault(name, size - by) + by, 0) == size


def doubled(case: Case) -> tuple[Case, Values]:
    """The case and a second copy of it, whose arrays are longer by one, with all values."""
    chance, first = np.random.default_rng(0), drawn(case)
    longer = {name: draw(_longer(spec), chance) for name, spec in case.inputs.items()}
    *lines, last = case.code.strip().split("\n")
    lines.append(f"result = {last.removeprefix('return ')}")
    bound = {name for line in lines for name in re.findall(r"^\s*(\w+) = ", line)}
    names = "|".join(sorted({*case.inputs, *bound}))
    # No names of keywords: `axis=axis` is `axis=axis_2` in the copy.
    again = [re.sub(rf"(?<![\w.])({names})\b(?!=[^=])", r"\1_2", line) for line in lines]
    code = "\n".join([*lines, *again, "return result, result_2"])
    values = {**first, **{f"{name}_2": value for name, value in longer.items()}}
    fixed = (*case.fixed, *(f"{name}_2" for name in case.fixed))
    return replace(case, code=code, inputs=values, fixed=fixed), values


def _longer(spec: Any) -> Any:
    if isinstance(spec, tuple):
        return tuple(size + (size > 1) for size in spec)
    if isinstance(spec, str):
        kind, _, shape = spec.partition(" ")
        return f"{kind} {tuple(size + (size > 1) for size in eval(shape))}"
    return spec


def facts(text: str) -> tuple[Circuit, Shapes]:
    """The circuit of a file, and what is said of its shapes."""
    program, findings = read_program(read(text, "case.py"), ("f",))
    if findings.errors:
        raise GradgenError(findings.errors)
    (circuit,) = program.circuits
    shapes = gather(circuit, entered(circuit, arrays=True, constants={})).shapes
    return circuit, shapes


def spell(function: Function) -> str:
    if function.module in ("operator", "method", "attribute"):
        return function.attribute
    if function.module in (None, "", "gradgen", "builtins"):
        return function.attribute or function.name
    return f"{function.module}.{function.attribute}"


@cache
def _functions() -> Values:
    """All that gates may call without a module: what gradgen defines, and what NumPy has."""
    folder = Path(definitions.__file__).parent
    modules = [f"gradgen.targets.definitions.{p.stem}" for p in sorted(folder.glob("numpy*.py"))]
    own = {n: f for m in modules for n, f in inspect.getmembers(import_module(m), callable)}
    return {**vars(scipy.special), **vars(np), **own, "numpy": np, "scipy": scipy}


def run(circuit: Circuit, values: Values) -> Iterator[tuple[str, Any]]:
    """The values of a circuit, gate by gate."""
    functions, namespace = _functions(), dict(values)
    yield from values.items()
    for gate in circuit.gates():
        found = eval(show(gate.expression, spell), functions, namespace)
        match = match_gate(gate.expression)
        several = match is not None and not match.rule.is_single
        for target, value in zip(gate.targets, found if several else (found,), strict=True):
            namespace[target] = value
            yield target, value


def check(values: Values, text: str) -> bool:
    """Hold what is said of the shapes of a file against its values; False where it has none."""
    try:
        circuit, shapes = facts(text)
        with np.errstate(all="ignore"):
            found = list(run(circuit, values))
    except (GradgenError, ValueError, TypeError, IndexError, np.linalg.LinAlgError):
        return False
    world = World()
    for name, value in found:
        if isinstance(value, np.ndarray | float | int):
            shape, real = shapes.of(Name(name)), np.shape(value)
            assert world.agrees(shape, real), f"{name} is {real}, not {shape!r}: {world}"
    return not shapes.errors


def annotated(case: Case, values: Mapping[str, Any]) -> Iterator[str]:
    """The file of a case: sizes are numbers in it, or have names, or are not told."""
    yield source(case, values, annotated=True)
    yield source(case, values, annotated=True, named=True)
    yield source(case, values, annotated=False)


def drawn(case: Case) -> Values:
    chance = np.random.default_rng(len(case.code))
    return {name: draw(spec, chance) for name, spec in case.inputs.items()}


@pytest.mark.parametrize("case", CASES)
def test_shapes_are_those_of_the_values(case: Case) -> None:
    for each, values in ((case, drawn(case)), doubled(case)):
        for text in annotated(each, values):
            check(values, text)


def test_most_cases_can_be_run() -> None:
    """Else nothing would be held against anything."""
    ran = {"once": 0, "twice": 0}
    some = [parameters.values[0] for parameters in CASES[::10]]
    for case in some:
        assert isinstance(case, Case)
        values = drawn(case)
        ran["once"] += check(values, source(case, values, annotated=False))
        both, values = doubled(case)
        ran["twice"] += check(values, source(both, values, annotated=False))
    assert ran["once"] > 0.9 * len(some)
    assert ran["twice"] > 0.6 * len(some)


@pytest.mark.parametrize(
    "call",
    [
        *("np.concatenate([])", "np.stack([])", "np.hstack([])", "np.vstack([])", "np.dstack([])"),
        *("np.column_stack([])", "np.block([])", "np.linalg.multi_dot([])"),
    ],
)
def test_lists_of_no_arrays(call: str) -> None:
    """NumPy has nothing to say of them, neither have we; rows that are appended have no shape."""
    compile(generate(f"import numpy as np\n\n\ndef f(x):\n    return x + {call}\n"), "f", "exec")
    lines = ("rows = []", "rows.append(x)", f"return {call.replace('[]', 'rows')}")
    body = "".join(f"    {line}\n" for line in lines)
    with pytest.raises(GradgenError) as refused:
        generate(f"import numpy as np\n\n\ndef f(x):\n{body}")
    assert [found.slug for found in refused.value.diagnostics] == ["unsupported-attribute"]
