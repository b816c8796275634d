"""The user's module and the generated one, loaded; and the user's functions for complex numbers."""

from __future__ import annotations

import ast
import builtins
import cmath
import importlib.util
import linecache
import math
import sys
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from gradgen.verify.child.job import GENERATED, Job, Stopping
from gradgen.verify.child.stops import NAME, STOPS, with_stops

Function = Callable[..., Any]


def load(job: Job) -> dict[str, Any]:
    """The names that the user's module binds, with those that it may use without binding them."""
    names = _run(compile(_prepared(job), job.path, "exec"), _free_name(job.module), job)
    for name, value in _supplied(job).items():
        names.setdefault(name, value)
    return names


def _prepared(job: Job) -> bytes | ast.Module:
    """The user's file, with a `return` in the functions that have none, and stops marked."""
    returns = {each.function: each.returns for each in job.questions if each.returns}
    if not returns and job.stops == Stopping():
        return job.source
    tree = ast.parse(job.source, job.path)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in returns:
            node.body += ast.parse(f"return {returns[node.name]}").body
    return with_stops(tree, job)


def load_generated(job: Job) -> dict[str, Any]:
    """The names that the generated module binds; `linecache` knows its lines."""
    lines = [f"{line}\n" for line in job.generated.split("\n")]
    linecache.cache[GENERATED] = (len(job.generated), None, lines, GENERATED)
    return _run(compile(job.generated, GENERATED, "exec"), "_generated_by_gradgen", job)


def _run(code: Any, name: str, job: Job) -> dict[str, Any]:
    module = ModuleType(name)
    module.__file__ = job.path
    module.__package__ = job.package
    module.__dict__[NAME] = STOPS
    sys.modules[name] = module
    exec(code, module.__dict__)
    return module.__dict__


def _free_name(name: str) -> str:
    """What the module is called: as it is, unless there is a module of that name."""
    return f"_{name}" if name in sys.modules else name


def _supplied(job: Job) -> Mapping[str, Any]:
    names: dict[str, Any] = {"__name__": "_supplied_by_gradgen"}
    text = "\n".join([*job.supplied.imports, job.supplied.definitions])
    exec(compile(text, "<supplied by gradgen>", "exec"), names)
    return {name: names[name] for name in job.supplied.names}


class _ArrayType:
    """Whatever is written behind the name of a type is taken, and nothing is done with it."""

    def __class_getitem__(cls, _: object) -> type:
        return cls


class _Annotations(ModuleType):
    """A module that has a type of every name."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_ArrayType,), {})


def stand_in_for_annotations() -> None:
    """Lets `from jaxtyping import Float` work where that is not installed: it is only read."""
    if importlib.util.find_spec("jaxtyping") is None:
        sys.modules["jaxtyping"] = _Annotations("jaxtyping")


# --- the same for complex numbers -----------------------------------------------------------------


def _refuse_complex(*operands: Any) -> Any:
    raise TypeError("not analytic")


_ANALYTIC = (
    *("acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh"),
    *("exp", "log", "log10", "sin", "sinh", "sqrt", "tan", "tanh"),
)
_COMPLEX_MATH = SimpleNamespace(
    **{
        name: value if isinstance(value, float) else _refuse_complex
        for name, value in vars(math).items()
        if name[0] != "_"
    },
)
vars(_COMPLEX_MATH).update({name: getattr(cmath, name) for name in _ANALYTIC})
_COMPLEX_MATH.pow = lambda x, y: x**y

_COMPLEX_BUILTINS = {**vars(builtins), "abs": _refuse_complex, "bool": _refuse_complex}


class ComplexTwins:
    """Functions that do for complex numbers what the user's do, where `math` can follow."""

    def __init__(self, names: dict[str, Any]) -> None:
        """`names` are those of the user's module."""
        self._own = id(names)
        self._globals: dict[int, dict[str, Any]] = {}

    def of(self, function: Any) -> Any:
        """The twin of a function of the user's module; anything else is its own twin."""
        if not isinstance(function, FunctionType):
            return function
        twin = FunctionType(
            function.__code__,
            self._names(function.__globals__),
            function.__name__,
            function.__defaults__,
            function.__closure__,
        )
        twin.__kwdefaults__ = function.__kwdefaults__
        return twin

    def _names(self, names: dict[str, Any]) -> dict[str, Any]:
        if id(names) in self._globals:
            return self._globals[id(names)]
        found: dict[str, Any] = {}
        self._globals[id(names)] = found
        found.update({name: self._value(value) for name, value in names.items()})
        found["__builtins__"] = _COMPLEX_BUILTINS
        return found

    def _value(self, value: Any) -> Any:
        if value is math:
            return _COMPLEX_MATH
        if isinstance(value, FunctionType):
            name = value.__globals__.get("__name__", "")
            is_own = id(value.__globals__) == self._own or name == "_supplied_by_gradgen"
            return self.of(value) if is_own else value
        if getattr(value, "__module__", None) == "math" and callable(value):
            return getattr(_COMPLEX_MATH, value.__name__, _refuse_complex)
        return value
