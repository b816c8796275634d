"""What the process is asked: for each function its derivative, and where its inputs come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gradgen.diagnostics import Diagnostic, GradgenError, Label
from gradgen.ir.circuit import Circuit, Parameter
from gradgen.ir.program import Program
from gradgen.ir.shape import Shape
from gradgen.pipeline import Result
from gradgen.verify.array_module import array_module_of
from gradgen.verify.child.job import Dim, Input, Question
from gradgen.verify.given import Given

# Types whose values nobody can draw: which of them make sense is not known.
_CHOSEN = frozenset(("int", "bool", "str"))
_DTYPE = re.compile(r"(?:\w+\.)*(Float|UInt|Int|Bool)(\d*)\[")
_FLOATS = {"16": "float16", "32": "float32"}


def questions(
    result: Result,
    mode: str,
    given: Given,
    archived: frozenset[str],
    returns: Mapping[str, str],
    *,
    with_value: bool,
    is_diagonal: bool = False,
) -> tuple[Question, ...]:
    """A question for each differentiated function. Raises GradgenError for inputs that lack.

    `archived` are the names in the file of inputs, `returns` the variables that functions without a
    `return` stand for.
    """
    original = result.original
    circuits = original.circuits
    per_function = len(result.circuits) // len(circuits)
    found, errors = [], []
    for place, (circuit, moving) in enumerate(zip(circuits, result.wrt, strict=True)):
        inputs = []
        for parameter in circuit.parameters:
            known = _input(parameter, moving, given.values, archived, original)
            if isinstance(known, Diagnostic):
                errors.append(known)
            else:
                inputs.append(known)
        derived = result.circuits[place * per_function : (place + 1) * per_function]
        one = _question(circuit, derived, mode, tuple(inputs), returns.get(circuit.name, ""))
        upstream = tuple(_upstream(one, given.values, archived))
        found.append(
            replace(one, with_value=with_value, is_diagonal=is_diagonal, upstream=upstream)
        )
    if errors:
        raise GradgenError(errors)
    return tuple(found)


def added_names(result: Result) -> frozenset[str]:
    """The names that the derivatives have beside the parameters: upstream gradients, tangents."""
    circuits = result.original.circuits
    each = len(result.circuits) // len(circuits)
    return frozenset(
        name
        for place, circuit in enumerate(circuits)
        for name in _added(circuit, result.circuits[place * each : (place + 1) * each])
    )


def sizes_in(result: Result) -> frozenset[str]:
    """The names of sizes in the shapes of the parameters."""
    dims = (
        dim
        for circuit in result.original.circuits
        for parameter in circuit.parameters
        for dim in dims_of(parameter.shape) or ()
    )
    return frozenset(re.sub(r"[+-]\d+\Z", "", dim) for dim in dims if isinstance(dim, str))


def dims_of(shape: Shape | None) -> tuple[Dim, ...] | None:
    """The sizes of an array that a shape tells; `*batch` is one of them. None for no shape."""
    if shape is None:
        return None
    if not shape.opens:
        return shape.dims
    if len(shape.opens) > 1 or shape.dims:
        return None
    (lone,) = shape.opens
    if lone.reduced or not (lone.dims or lone.name.startswith("*")):
        return None
    return (f"{lone.name.lstrip('*')}*", *lone.dims)


def _input(
    parameter: Parameter,
    moving: tuple[str, ...],
    values: Mapping[str, Any],
    archived: frozenset[str],
    program: Program,
) -> Input | Diagnostic:
    name, dims = parameter.name, dims_of(parameter.shape)
    if parameter.namespace:
        return Input(name, "namespace", parameter.kind, array_module_of(program))
    if not program.arrays:
        dims = ()
    annotation = parameter.annotation.strip("'\" ")
    origin = _origin(parameter, annotation, dims, values, archived)
    if not origin:
        return _lacking(parameter, annotation)
    return Input(
        name,
        origin,
        parameter.kind,
        values.get(name),
        dims,
        _dtype(annotation, dims),
        name in moving,
        number=annotation == "float",
    )


def _origin(
    parameter: Parameter,
    annotation: str,
    dims: tuple[Dim, ...] | None,
    values: Mapping[str, Any],
    archived: frozenset[str],
) -> str:
    if parameter.name in values:
        return "given"
    if parameter.name in archived:
        return "file"
    if parameter.default is not None:
        return "default"
    return "" if dims is None or annotation in _CHOSEN else "drawn"


def _upstream(
    question: Question, values: Mapping[str, Any], archived: frozenset[str]
) -> Iterator[Input]:
    """Those upstream gradients and tangents that are given; a list is of its parameter's type."""
    dtypes = {each.name: each.dtype for each in question.inputs}
    for name in question.new:
        origin = "given" if name in values else "file" if name in archived else ""
        if origin:
            dtype = dtypes.get(name.partition("_")[2], "")
            yield Input(name, origin, value=values.get(name), dtype=dtype, moving=True)


def _added(circuit: Circuit, derived: tuple[Circuit, ...]) -> tuple[str, ...]:
    """What the last of the derived circuits takes beside the parameters; residuals are none."""
    own = {parameter.name for parameter in circuit.parameters}
    added = tuple(p.name for p in derived[-1].parameters if p.name not in own)
    return added[1:] if len(derived) > 1 else added


def _dtype(annotation: str, dims: tuple[Dim, ...] | None) -> str:
    """The type of the elements of an array, or of a number that is annotated as a float."""
    found = _DTYPE.match(annotation)
    if found is None:
        return "float64" if dims or annotation == "float" else ""
    kind, bits = found.groups()
    if kind == "Float":
        return _FLOATS.get(bits, "float64")
    return "bool" if kind == "Bool" else "int64"


def _lacking(parameter: Parameter, annotation: str) -> Diagnostic:
    name = parameter.name
    if annotation in _CHOSEN:
        why = f"which {annotation} makes sense here is not known"
        example = {"int": "2", "bool": "True"}.get(annotation, "'sum'")
        help_ = f"give it: --at {name}={example}"
    else:
        why = "neither an annotation nor --shape tells its shape"
        help_ = f"give it: --at '{name}=[[1, 2], [3, 4]]'; or its shape: --shape {name}=N,D"
    labels = (Label(parameter.span, why),) if parameter.span else ()
    return Diagnostic("unknown-input", f"no value for `{name}`", labels, help_)


def _question(
    circuit: Circuit,
    derived: tuple[Circuit, ...],
    mode: str,
    inputs: tuple[Input, ...],
    returns: str,
) -> Question:
    last, is_split = derived[-1], len(derived) > 1
    return Question(
        function=circuit.name,
        derivative=last.name,
        mode=mode,
        inputs=inputs,
        outputs=tuple(output.name for output in circuit.outputs),
        new=_added(circuit, derived),
        forward=derived[0].name if is_split else "",
        returns=returns,
    )
