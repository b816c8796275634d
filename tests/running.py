"""Runs originals and what was generated from them: on numbers, on complex numbers, in autograd."""

from __future__ import annotations

import ast
import builtins
import cmath
import contextlib
import importlib
import inspect
import io
import math
from collections.abc import Callable, Mapping
from itertools import takewhile
from types import CodeType, SimpleNamespace
from typing import Any

import jaxtyping_stand_in
from cases import Case
from gradgen.targets import definitions
from gradgen.targets.numpy import WELL_KNOWN_ON_ARRAYS
from gradgen.targets.python import WELL_KNOWN

Function = Callable[..., Any]


def _refuse_complex(name: str) -> Function:
    def function(*operands: Any) -> Any:
        raise TypeError(f"{name} is not analytic")

    return function


_COMPLEX_MATH = SimpleNamespace(
    **{name: getattr(cmath, name, _refuse_complex(name)) for name in dir(math) if name[0] != "_"}
)


def _import_complex(name: str, *rest: Any) -> Any:
    return _COMPLEX_MATH if name == "math" else builtins.__import__(name, *rest)


_COMPLEX_BUILTINS = {
    **vars(builtins),
    "__import__": _import_complex,
    "abs": _refuse_complex("abs"),
    "bool": _refuse_complex("bool"),
}


def _import_traced(name: str, *rest: Any) -> Any:
    """autograd's module for one of NumPy or SciPy, where it has a counterpart."""
    from autograd_counterparts import COUNTERPARTS

    return COUNTERPARTS.get(name) or builtins.__import__(name, *rest)


_MODES: Mapping[str, Mapping[str, Any]] = {
    "real": vars(builtins),
    "complex": _COMPLEX_BUILTINS,
    "autograd": {**vars(builtins), "__import__": _import_traced},
}


jaxtyping_stand_in.install()


def namespace(code: CodeType, mode: str = "real", known: Mapping[str, Any] | None = None) -> Any:
    """The names that a module binds when it is run, on top of those `known`."""
    names = {"__name__": "case", "__builtins__": _MODES[mode], **(known or {})}
    exec(code, names)
    return names


def well_known(mode: str = "real", *, arrays: bool = False) -> Mapping[str, Any]:
    """The functions that a file may use without defining them."""
    defined = _defined("python", mode)
    known = {name: defined[gate] for name, gate in WELL_KNOWN.items()}
    if arrays:
        on_arrays, gates = _defined("numpy", mode), {**WELL_KNOWN, **WELL_KNOWN_ON_ARRAYS}
        known |= {name: on_arrays[gate] for name, gate in gates.items() if gate in on_arrays}
    return known


def _defined(library: str, mode: str) -> Any:
    module = importlib.import_module(f"{definitions.__name__}.{library}")
    defined = namespace(compile(inspect.getsource(module), "definitions", "exec"), mode)
    defined["tanh"] = defined["math" if library == "python" else "np"].tanh
    return defined


def originals(case: Case, mode: str = "real") -> Mapping[str, Function]:
    """The functions of a case that gradgen differentiates."""
    tree = ast.parse(case.source)
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            _return_the_last(statement)
    code = compile(ast.fix_missing_locations(tree), case.name, "exec")
    names = namespace(code, mode, well_known(mode, arrays="numpy" in case.text))
    return {name: _quiet(names[name]) for name in case.result.functions}


def _quiet(function: Function) -> Function:
    """The function without what it prints."""

    def quiet(*args: Any, **kwargs: Any) -> Any:
        with contextlib.redirect_stdout(io.StringIO()):
            return function(*args, **kwargs)

    quiet.__wrapped__ = function  # type: ignore[attr-defined]
    return quiet


def _return_the_last(function: ast.FunctionDef) -> None:
    """Without a `return`, the output is the variable that is assigned last."""
    if any(isinstance(node, ast.Return) for node in ast.walk(function)):
        return
    stored = [
        node.id
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    if stored:
        function.body.append(ast.Return(ast.Name(stored[-1], ast.Load())))


def generated(
    source: str, functions: tuple[str, ...], suffix: str = "backward", mode: str = "real"
) -> Mapping[str, Function]:
    """The functions that a generated module is made for, by the name of the original."""
    names = namespace(compile(source, "generated", "exec"), mode)
    return {name: names[f"{name}_{suffix}"] for name in functions}


def arguments(function: Function, values: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """The values by position and, behind the first that is left out, by keyword."""
    parameters = list(inspect.signature(function).parameters.values())
    by_position = takewhile(lambda p: p.name in values and p.kind is not p.KEYWORD_ONLY, parameters)
    positional = [p.name for p in by_position]
    named = [p.name for p in parameters if p.name in values and p.name not in positional]
    return [values[name] for name in positional], {name: values[name] for name in named}


def call(function: Function, values: Mapping[str, Any]) -> Any:
    """The function of these values."""
    positional, named = arguments(function, values)
    return function(*positional, **named)


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Several outputs or several gradients, or the only one."""
    return value if isinstance(value, tuple) else (value,)
