"""The real signatures of NumPy's and SciPy's functions, and what a call gives each parameter."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Sequence_
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from gradgen.ir.expression import Apply, Expression, Function, Literal, Sequence
from gradgen.ir.parser import from_ast


class Parameter(NamedTuple):
    """A parameter: `kind` is `/`, empty, `*` (by keyword only), or `*args` for a starred one."""

    name: str
    kind: str
    default: Expression | None


class Misfit(NamedTuple):
    """What is wrong with the arguments of a call."""

    why: str


@cache
def _table() -> Mapping[str, str]:
    text = Path(__file__).with_name("signatures.txt").read_text("utf-8")
    rows = (line.partition("(") for line in text.splitlines())
    return {name: f"({rest}" for name, _, rest in rows}


@cache
def _by_module() -> Mapping[str, frozenset[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for qualified in _table():
        module, _, name = qualified.rpartition(".")
        names[module].add(name)
    return {module: frozenset(found) for module, found in names.items()}


def names_of(module: str) -> tuple[str, ...]:
    """The functions of a module, or the methods of `ndarray`, in alphabetical order."""
    return tuple(sorted(_by_module().get(module, ())))


@cache
def signature(qualified: str) -> tuple[Parameter, ...] | None:
    """The parameters of a function; `None` where it is not known."""
    text = _table().get(qualified)
    return None if text is None else parameters_in(text)


@cache
def parameters_in(text: str) -> tuple[Parameter, ...]:
    """The parameters that a text such as `(a, /, axis=None)` spells."""
    (definition,) = ast.parse(f"def f{text}: pass").body
    assert isinstance(definition, ast.FunctionDef)
    given = definition.args
    by_place = [(a.arg, "/") for a in given.posonlyargs] + [(a.arg, "") for a in given.args]
    defaults: list[ast.expr | None] = [None] * (len(by_place) - len(given.defaults))
    found = [
        Parameter(name, kind, None if default is None else from_ast(default))
        for (name, kind), default in zip(by_place, [*defaults, *given.defaults], strict=True)
    ]
    if given.vararg:
        found.append(Parameter(given.vararg.arg, "*args", None))
    found += [
        Parameter(a.arg, "*", None if default is None else from_ast(default))
        for a, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    return tuple(found)


def is_ufunc(qualified: str) -> bool:
    """Whether a function of NumPy's or SciPy's works on elements, and gives them a new array."""
    return any(parameter.name == "signature" for parameter in signature(qualified) or ())


def qualified_name(function: Function) -> str:
    """`numpy.sum` for a function, `ndarray.sum` for a method."""
    module = "ndarray" if function.module == "method" else function.module
    return f"{module}.{function.attribute}"


def spelled(function: Function) -> str:
    """A function as people write it: `np.sum`, `x.sum`, `special.expit`."""
    name = qualified_name(function)
    for whole, usual in (("ndarray.", "x."), ("numpy.", "np."), ("scipy.", "")):
        if name.startswith(whole):
            return usual + name.removeprefix(whole)
    return name.removeprefix("builtins.").removeprefix("operator.")


def bind(call: Apply) -> dict[str, Expression] | Misfit | None:
    """What a call gives the parameters of its function, by name; defaults are left out.

    `None` where the signature is not known. The arguments of a starred parameter come as one
    sequence, be they written as such or one by one: `x.reshape(2, 3)` and `x.reshape((2, 3))`.
    """
    parameters = signature(qualified_name(call.function))
    if parameters is None:
        return None
    given = fill(parameters, call, is_lone=call.function.name in _LONE)
    return given if isinstance(given, Misfit) else _without_defaults(given, parameters)


def fill(
    parameters: Sequence_[Parameter], call: Apply, *, is_lone: bool
) -> dict[str, Expression] | Misfit:
    """What a call gives parameters, by name; `is_lone`: one argument for the starred is no row."""
    places = [p for p in parameters if p.kind in ("/", "")]
    rest = next((p for p in parameters if p.kind == "*args"), None)
    extra = call.arguments[len(places) :]
    if extra and rest is None:
        return Misfit(f"it takes {len(places)} by position, and gets {len(call.arguments)}")
    given = dict(zip((p.name for p in places), call.arguments, strict=False))
    if rest is not None and extra:
        given[rest.name] = _row(extra, whole=not is_lone)
    named = {p.name for p in parameters if p.kind in ("", "*")}
    named |= _FURTHER.get(call.function.name, frozenset())
    for keyword, value in call.keywords:
        if keyword in given:
            return Misfit(f"`{keyword}` is given twice")
        if keyword not in named:
            return Misfit(f"it has no parameter `{keyword}`")
        given[keyword] = value
    missing = [p.name for p in places if p.default is None and p.name not in given]
    return Misfit(f"`{missing[0]}` is missing") if missing else given


# Functions of which a lone argument at the end is no row of one: it may be a shape, or a step.
_LONE: Final = frozenset(("reshape", "transpose", "resize", "gradient"))

# What functions take by keyword under `**kwargs`.
_FURTHER: Final[Mapping[str, frozenset[str]]] = {
    "pad": frozenset(("constant_values", "end_values", "reflect_type", "stat_length")),
}


# Parameters that change how something is computed, and not what.
HARMLESS: Final = frozenset(("check_finite", "driver", "lapack_driver"))


def _row(values: tuple[Expression, ...], *, whole: bool) -> Expression:
    lone = len(values) == 1 and not whole
    return values[0] if lone else Sequence(values)


def _without_defaults(
    given: dict[str, Expression], parameters: Iterable[Parameter]
) -> dict[str, Expression]:
    """The arguments without those that say what would be anyway."""
    usual = {p.name: p.default for p in parameters if p.default not in (None, Literal("..."))}
    return {name: value for name, value in given.items() if usual.get(name) != value}
