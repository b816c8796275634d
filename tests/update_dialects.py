"""Writes the tables of what other libraries have of NumPy; phrase books are written by hand.

`python tests/update_dialects.py [NAME]...`, with the newest release of each library installed: of
CuPy it is enough to have it installed, no graphics card is asked for anything. A line is a function
under NumPy's name, with the parameters that it has in the library.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

from gradgen.ir.expression import Literal
from gradgen.targets.dialects import DIALECTS
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.numpy import ATTRIBUTES, CONSTANTS
from gradgen.targets.signatures import is_ufunc, names_of, signature

TABLES = Path(__file__).resolve().parents[1] / "src/gradgen/targets/dialects"

# Where an array of each library is described, be it by a class or by an array.
_ARRAYS = {
    "jax": "jax.numpy:zeros((2, 2))",
    "cupy": "cupy:ndarray",
    "dask": "dask.array:Array",
    "array_api": "array_api_strict:zeros((2, 2))",
}
_MODULES = ("numpy", "numpy.linalg", "numpy.lib.stride_tricks", "scipy.special", "scipy.linalg")
_UFUNCS = tuple(f"numpy.{ufunc}" for ufunc in ("add", "multiply", "maximum", "minimum"))


def lines(dialect: Dialect) -> Iterator[str]:
    """One line for each name of NumPy's that the library has."""
    for module in (*_MODULES, *_UFUNCS):
        home = _found(dialect.own(module)) if dialect.own(module) != module else None
        for name in (*names_of(module), *CONSTANTS.get(module, ())):
            if home is not None and hasattr(home, name):
                yield f"{module}.{name}{_parameters(getattr(home, name), f'{module}.{name}')}"
    array = _array(dialect)
    for name in names_of("ndarray"):
        if hasattr(array, name):
            yield f"ndarray.{name}{_parameters(getattr(array, name), f'ndarray.{name}')}"
    for name in ATTRIBUTES:
        if hasattr(array, name):
            yield f"attribute.{name}()"


def _without_graphics_card() -> None:
    """Let CuPy be imported whole where the libraries of a graphics card are not there."""
    from cupy_backends.cuda import libs  # type: ignore[import-not-found]

    for name in ("cublas", "cusolver", "cusparse"):
        setattr(libs, name, MagicMock())
        sys.modules[f"{libs.__name__}.{name}"] = getattr(libs, name)


def _found(path: str) -> Any:
    """A module, or something inside one; `None` if there is none."""
    for count in range(path.count(".") + 1):
        module, *rest = path.rsplit(".", count)
        try:
            found: Any = importlib.import_module(module)
        except ImportError:
            continue
        return reduce(lambda inner, name: getattr(inner, name, None), rest, found)
    return None


def _array(dialect: Dialect) -> Any:
    module, _, expression = _ARRAYS[dialect.name].partition(":")
    return eval(expression, vars(importlib.import_module(module)))


def _parameters(function: Any, qualified: str) -> str:
    """What a function takes; what cannot be seen is what NumPy's own demands, and no more."""
    if not callable(function):
        return "()"
    text = _by_inspection(function, qualified) or _by_docstring(function, qualified)
    return text if text and "*arg" not in text else _demanded(qualified, "**kwargs" in text)


def _by_inspection(function: Any, qualified: str) -> str:
    try:
        found = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        return ""
    if qualified.startswith("ndarray."):
        found = [p for p in found if p.name != "self"]
        found.insert(0, inspect.Parameter("a", inspect.Parameter.POSITIONAL_ONLY))
    return str(inspect.Signature([_plain(parameter) for parameter in found]))


def _by_docstring(function: Any, qualified: str) -> str:
    """The first line of what Cython compiles: `ndarray.sum(self, axis=None) -> ndarray`."""
    first = (function.__doc__ or "").partition("\n")[0]
    found = re.fullmatch(r"[\w.]+\(self(?:, )?(.*?)\)(?: -> .*)?", first)
    own = "a, /, " if qualified.startswith("ndarray.") else ""
    text = f"({own}{found[1]})" if found else ""
    text = re.sub(r"\b_ndarray_base (?=\w)", "", text).replace("(a, /, )", "(a, /)")
    return text if text and _is_sound(text) else ""


def _is_sound(text: str) -> bool:
    try:
        ast.parse(f"def f{text}: pass")
    except SyntaxError:
        return False
    return True


def _demanded(qualified: str, is_open: bool) -> str:
    """The parameters of NumPy's own that have no default value, by position.

    What is open to any keyword hands them on to NumPy: the type of the elements, if it has one.
    """
    known = signature(qualified) or ()
    demanded = (p for p in known if p.default in (None, Literal("...")))
    names = [p.name for p in demanded if p.kind in ("/", "")]
    rest = ["*arguments"] if any(p.kind == "*args" for p in known) else []
    types = [] if rest else ["*"]
    is_typed = is_open and qualified.startswith("numpy.") and not is_ufunc(qualified)
    if is_typed and "dtype" not in names and any(p.name == "dtype" for p in known):
        rest += [*types, "dtype=None"]
    return f"({', '.join([*names, *(['/'] if names else []), *rest])})"


def _plain(parameter: inspect.Parameter) -> inspect.Parameter:
    """A parameter without annotation; a default that is no literal becomes `...`."""
    kind, default = parameter.kind, parameter.default
    plain = (bool, int, float, str, tuple, type(None))
    if default is not parameter.empty and not isinstance(default, plain):
        default = _Dots()
    return inspect.Parameter(parameter.name, kind, default=default)


class _Dots:
    def __repr__(self) -> str:
        return "..."


def main(names: list[str]) -> None:
    """Write the tables of these dialects, or of all."""
    for dialect in DIALECTS:
        if not dialect.phrased and (not names or dialect.name in names):
            if dialect.name == "cupy":
                _without_graphics_card()
            text = "".join(f"{line}\n" for line in sorted(lines(dialect)))
            TABLES.joinpath(f"{dialect.name}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
