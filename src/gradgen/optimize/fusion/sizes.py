"""Sizes: for each name of a dimension the expression that gives it, `x.shape[0]` for `N`."""

from __future__ import annotations

from collections.abc import Iterator

from gradgen.ir.circuit import Assertion, Circuit
from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    operator,
    subscript,
)
from gradgen.ir.shape import Dim, Shape, is_unnamed, split
from gradgen.optimize.fusion.elements import Dims

_MAX = Function("max", "builtins", "max")
_SHAPE = Function("shape", "attribute", "shape")


class Sizes:
    """What the shapes of the parameters of a function tell."""

    def __init__(self, circuit: Circuit) -> None:
        self._by_dim: dict[str, Expression] = {}
        self._by_dims: dict[Dims, Expression] = {}
        for parameter in circuit.parameters:
            self._take(Name(parameter.name), parameter.shape)

    def _take(self, value: Name, shape: Shape | None) -> None:
        if shape is None or not shape.is_exact or not shape.dims:
            return
        whole = Apply(_SHAPE, (value,))
        self._by_dims.setdefault(shape.dims, whole)
        for axis, dim in enumerate(shape.dims):
            if isinstance(dim, str) and not is_unnamed(dim):
                self._by_dim.setdefault(dim, subscript(whole, Literal(str(axis))))

    def of(self, dim: Dim) -> Expression | None:
        """A size, if the parameters tell it: a number, `N`, or `N-1` where `N` is known."""
        if isinstance(dim, int):
            return Literal(str(dim))
        if dim in self._by_dim or is_unnamed(dim):
            return self._by_dim.get(dim)
        name, by = split(dim)
        if name not in self._by_dim or not by:
            return None
        sign, word = ("+", "add") if by > 0 else ("-", "subtract")
        return operator(word, sign, self._by_dim[name], Literal(str(abs(by))))

    def turns(self, dim: Dim) -> Expression:
        """A size that is known to be told, or a number below zero where nothing is left."""
        size = self.of(dim)
        assert size is not None
        return size

    def at_hand(self, dim: Dim) -> Expression:
        """A size that is known to be told; what is cut off an array leaves nothing at least."""
        size = self.turns(dim)
        is_less = isinstance(size, Apply) and size.function.name == "subtract"
        return Apply(_MAX, (size, Literal("0"))) if is_less else size

    def shape(self, dims: Dims) -> Expression:
        """All sizes in a row, or those of a parameter."""
        whole = self._by_dims.get(dims)
        return whole or Sequence(tuple(self.at_hand(dim) for dim in dims))

    def agreements(self, circuit: Circuit) -> Iterator[Assertion]:
        """What has to hold of the arguments: no loop may run beyond the end of an array."""
        for parameter in circuit.parameters:
            dims = parameter.shape.dims if parameter.shape and parameter.shape.is_exact else ()
            shape = Apply(_SHAPE, (Name(parameter.name),))
            for axis, dim in enumerate(dims):
                own, told = subscript(shape, Literal(str(axis))), self.of(dim)
                if told is not None and told != own:
                    message = Literal(f'"{parameter.name} is not [{", ".join(map(str, dims))}]"')
                    test = operator("equal", "==", own, told)
                    yield Assertion(test, message, circuit.span)
