"""The inputs of a function: given, from a file, by default, or drawn at random."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from gradgen.verify.child.job import Dim, Input, Job, Question
from gradgen.verify.child.libraries import Namespace
from gradgen.verify.child.records import FailedError
from gradgen.verify.child.subject import Functions
from gradgen.verify.child.values import is_number, numpy, shape_of

# How numbers are drawn, in the order in which that is tried: the function has to take them.
_WAYS = ("normal", "normal", "positive", "fraction", "definite", "normal", "positive", "fraction")
_LEAST, _MOST = 3, 6
_SUM = re.compile(r"(?P<name>.*?)(?P<rest>[+-]\d+)?\Z", re.DOTALL)

Draw = Callable[[], float]


class Inputs:
    """The inputs that are there already, and the means to draw the others."""

    def __init__(
        self, job: Job, question: Question, functions: Functions, archive: dict[str, Any]
    ) -> None:
        self._question, self._functions = question, functions
        self._seed = job.seed
        types = {each.dtype for each in question.inputs if each.dims and each.dtype[:5] == "float"}
        self._beside = types.pop() if len(types) == 1 else "float64"
        self._fixed = {}
        for each in question.inputs:
            if each.origin != "drawn":
                self._fixed[each.name] = self._boxed(self._there(each, archive), each)
        self._sizes = dict(job.sizes)
        for each in question.inputs:
            if each.name in self._fixed and each.origin != "default":
                self._agree(each)
        self._drawn = [each for each in question.inputs if each.origin == "drawn"]

    @property
    def attempts(self) -> int:
        """How often it makes sense to ask for inputs."""
        return len(_WAYS) if self._drawn else 1

    def at(self, attempt: int) -> tuple[dict[str, Any], str]:
        """The inputs, and in words how they came about."""
        chance = Random(f"{self._seed} {self._question.function} {attempt}")
        way = _WAYS[attempt]
        sizes = self._all_sizes(chance)
        values = {}
        for each in self._question.inputs:
            if each.name in self._fixed:
                values[each.name] = self._fixed[each.name]
            else:
                values[each.name] = self._boxed(_draw(each, sizes, way, chance), each)
        return values, self._told(sizes, way)

    def _there(self, each: Input, archive: dict[str, Any]) -> Any:
        """A value that is there already."""
        if each.origin == "namespace":
            return Namespace(each.value)
        if each.origin == "default":
            parameters = inspect.signature(self._functions.own(self._question)).parameters
            return as_value(self._functions.home.left(parameters[each.name].default), each)
        return as_value(archive[each.name] if each.origin == "file" else each.value, each)

    def _boxed(self, value: Any, each: Input) -> Any:
        """A number as one of NumPy's, which enters the library as an array, where it has to."""
        if not self._functions.home.boxes or each.number or not isinstance(value, float):
            return value
        return numpy().dtype(each.dtype or self._beside).type(value)

    def _agree(self, each: Input) -> None:
        """A given array tells sizes, which have to be the same everywhere."""
        shape = shape_of(self._fixed[each.name])
        if each.dims is None:
            return
        wrong = len(shape) != len(each.dims)
        for dim, size in zip(each.dims, shape, strict=False):
            name, more = _parts(dim)
            known = more if name is None else self._sizes.setdefault(name, size - more) + more
            wrong = wrong or known != size
        if wrong:
            raise FailedError(
                "misfit",
                parameter=each.name,
                found=list(shape),
                declared=[str(dim).partition("?")[0] or "?" for dim in each.dims],
                sizes={n: s for n, s in self._sizes.items() if n[0] != "?"},
            )

    def _all_sizes(self, chance: Random) -> dict[str, int]:
        """A size for each name: different ones, as far as there are enough small numbers."""
        dims = [dim for each in self._drawn for dim in each.dims or ()]
        names = dict.fromkeys(_parts(dim)[0] for dim in dims)
        sizes = dict(self._sizes)
        left: list[int] = []
        for name in names:
            if name is None or name in sizes:
                continue
            if not left:
                left = [size for size in range(_LEAST, _MOST + 1) if size not in sizes.values()]
                left = left or [*range(_LEAST, _MOST + 1)]
            sizes[name] = left.pop(chance.randrange(len(left)))
        return sizes

    def _told(self, sizes: dict[str, int], way: str) -> str:
        if not self._drawn:
            return "inputs given"
        words = {"positive": "positive ", "fraction": "between 0 and 1 "}
        how = words.get(way, "")
        named = [f"{n}={s}" for n, s in sizes.items() if n.isidentifier()]
        shown = f", {', '.join(named)}" if named else ""
        return f"inputs drawn {how}with seed {self._seed}{shown}"


def _parts(dim: Dim) -> tuple[str | None, int]:
    """`N-1` as `N` and -1; a number has no name."""
    if isinstance(dim, int):
        return None, dim
    found = _SUM.match(dim)
    assert found is not None
    return found["name"], int(found["rest"] or 0)


def as_value(value: Any, each: Input) -> Any:
    """A value as the function gets it: a list as an array, a whole number that moves as a float."""
    np = numpy()
    if np is not None and isinstance(value, np.ndarray) and not value.ndim:
        value = value.item()
    if np is not None and isinstance(value, list) and _is_numbers(value):
        value = np.array(value, dtype=each.dtype or None)
    if not each.moving or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return float(value)
    is_whole = getattr(value, "dtype", None) is not None and value.dtype.kind in "iu"
    return value.astype("float64") if is_whole else value


def _is_numbers(value: Any) -> bool:
    return all(map(_is_numbers, value)) if isinstance(value, list) else is_number(value)


def _draw(each: Input, sizes: dict[str, int], way: str, chance: Random) -> Any:
    draws: dict[str, Draw] = {
        "positive": lambda: chance.uniform(0.5, 2.0),
        "fraction": lambda: chance.uniform(0.1, 0.9),
    }
    draw = draws.get(way, lambda: chance.gauss(0.0, 1.0))
    if not each.dims:
        return draw()
    dims = [_size(dim, sizes) for dim in each.dims]
    if each.dtype in ("int64", "bool"):
        draw = _index(chance)
    found = numpy().array(_nested(dims, draw), dtype=each.dtype).reshape(dims)
    is_square = len(dims) == 2 and dims[0] == dims[1]
    if way == "definite" and is_square and found.dtype.kind == "f":
        return (found @ found.T + dims[0] * numpy().eye(dims[0])).astype(each.dtype)
    return found


def _index(chance: Random) -> Draw:
    """Whole numbers that are so small that they may be indices."""
    return lambda: chance.randrange(2)


def _size(dim: Dim, sizes: dict[str, int]) -> int:
    name, more = _parts(dim)
    return more if name is None else max(0, sizes[name] + more)


def _nested(dims: Sequence[int], draw: Draw) -> Any:
    return [_nested(dims[1:], draw) for _ in range(dims[0])] if dims else draw()
