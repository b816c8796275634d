"""The library that a file is written for: values enter it from NumPy, and leave it for NumPy.

Inputs are drawn, moved and compared as arrays of NumPy's. They are the library's only while a
function of the user's or its derivative is called.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, wraps
from types import ModuleType
from typing import Any, Final, TypeVar

T = TypeVar("T")


def _as_they_are(arrays: Sequence[Any]) -> Sequence[Any]:
    return arrays


def _nothing() -> None:
    return


@dataclass(frozen=True)
class Border:
    """How values get into a library and out of it, and what is arranged for the while.

    `enter` makes an array of the library, in its module, from one of NumPy's; `leave` makes of
    arrays what NumPy takes. `settings` are variables of the environment, set before the library is
    imported, and `settle` does what is to be done after the user's file was run. One that `boxes`
    takes no plain numbers in the place of arrays. One that `reserves` takes far more addresses than
    memory, so that these are no measure of it.
    """

    enter: Callable[[Any, Any], Any]
    leave: Callable[[Sequence[Any]], Sequence[Any]] = _as_they_are
    settings: Mapping[str, str] = field(default_factory=dict)
    settle: Callable[[], None] = _nothing
    boxes: bool = False
    reserves: bool = False


class Namespace(str):
    """The name of a module, which is what is entered."""

    __slots__ = ()


class Library:
    """NumPy, or none at all: nothing has to be done."""

    boxes = False

    def entered(self, value: T) -> T:
        """A value with the library's arrays in the place of NumPy's."""
        return value

    def left(self, value: T) -> T:
        """A value with NumPy's arrays in the place of the library's."""
        return value

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function of NumPy's arrays that a function of the library's arrays is."""
        return function


class ForeignLibrary(Library):
    """Any other one. Raises ImportError where it is not installed."""

    def __init__(self, module: str, border: Border) -> None:
        import numpy

        border.settle()
        self._enter = partial(border.enter, importlib.import_module(module))
        self._leave = border.leave
        self._from_numpy = (numpy.ndarray, numpy.generic)
        self._own = type(self._enter(numpy.zeros(())))
        self._as_array = numpy.array
        self.boxes = border.boxes

    def entered(self, value: T) -> T:
        """A value with the library's arrays in the place of NumPy's."""
        found: T = _mapped(self._entered, value)
        return found

    def left(self, value: T) -> T:
        """A value with NumPy's arrays in the place of the library's."""
        arrays: list[Any] = []
        _mapped(lambda each: arrays.append(each) if isinstance(each, self._own) else None, value)
        left = iter(self._leave(arrays))
        found: T = _mapped(lambda each: self._left(each, left), value)
        return found

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function of NumPy's arrays that a function of the library's arrays is."""

        @wraps(function)
        def crossing(*arguments: Any, **named: Any) -> Any:
            return self.left(function(*self.entered(arguments), **self.entered(named)))

        return crossing

    def _entered(self, value: Any) -> Any:
        if isinstance(value, Namespace):
            return importlib.import_module(value)
        return self._enter(value) if isinstance(value, self._from_numpy) else value

    def _left(self, value: Any, arrays: Iterator[Any]) -> Any:
        """The next of the arrays; one without dimensions is a number, as NumPy itself has it."""
        if isinstance(value, ModuleType):
            return Namespace(value.__name__)
        return self._as_array(next(arrays))[()] if isinstance(value, self._own) else value


def _mapped(change: Callable[[Any], Any], value: Any) -> Any:
    """A value where what stands in tuples, lists and dictionaries is changed."""
    if isinstance(value, dict):
        return {key: _mapped(change, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        make = getattr(type(value), "_make", type(value))  # a named tuple is made otherwise
        return make(_mapped(change, each) for each in value)
    return change(value)


# --- the libraries --------------------------------------------------------------------------------


def _in_two_pieces(dask: Any, array: Any) -> Any:
    """In two pieces along each axis: what is only right in one piece is found out."""
    return dask.from_array(array, chunks=tuple(max(1, -(-size // 2)) for size in array.shape))


def _computed(arrays: Sequence[Any]) -> Sequence[Any]:
    """All at once: what they have in common is computed once."""
    found: Sequence[Any] = importlib.import_module("dask").compute(*arrays)
    return found


def _jax_in_64_bits() -> None:
    importlib.import_module("jax").config.update("jax_enable_x64", True)


def _torch_in_64_bits() -> None:
    torch = importlib.import_module("torch")
    torch.set_default_dtype(torch.float64)


BORDERS: Final[Mapping[str, Border]] = {
    "jax.numpy": Border(
        enter=lambda jnp, array: jnp.array(array),
        settings={"JAX_ENABLE_X64": "1", "JAX_PLATFORMS": "cpu", "PJRT_NPROC": "1"},
        settle=_jax_in_64_bits,
        reserves=True,
    ),
    "cupy": Border(
        enter=lambda cupy, array: cupy.asarray(array),
        leave=lambda arrays: [array.get() for array in arrays],
        boxes=True,
        reserves=True,
    ),
    "dask.array": Border(
        enter=_in_two_pieces,
        leave=_computed,
        settings={"DASK_SCHEDULER": "synchronous"},
    ),
    "array_api_strict": Border(
        enter=lambda strict, array: strict.asarray(array),
        boxes=True,
    ),
    "numpy": Border(enter=lambda numpy, array: numpy.asarray(array), boxes=True),
    "torch": Border(
        enter=lambda torch, array: torch.as_tensor(array),
        leave=lambda tensors: [tensor.detach().cpu().numpy() for tensor in tensors],
        settle=_torch_in_64_bits,
        boxes=True,
        reserves=True,
    ),
}
"""By the module that has the arrays: all that may be verified. NumPy needs a border only where it
stands for the array API."""


def prepare(module: str) -> None:
    """Sets what has to be set before the library is imported; what the user has set stays."""
    if module in BORDERS:
        for name, value in BORDERS[module].settings.items():
            os.environ.setdefault(name, value)


def reserves_addresses(module: str) -> bool:
    """Whether the addresses that a library takes are no measure of its memory."""
    return module in BORDERS and BORDERS[module].reserves


def library_of(module: str) -> Library:
    """The library that has its arrays in a module; NumPy for an empty name."""
    return ForeignLibrary(module, BORDERS[module]) if module else Library()
