"""Elements: which expressions are computed element by element, and what each element is.

Before, over `i, j` of an array [N, D], with `gamma` of the shape [D]::

    np.where(x > 0, x * gamma, 0.0)

After::

    x[i, j] * gamma[j] if x[i, j] > 0 else 0.0
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Sequence as Row
from typing import Final, TypeAlias

from gradgen.ir.expression import (
    Apply,
    Expression,
    Function,
    Literal,
    Name,
    Sequence,
    Slice,
    Symbol,
    index_items,
    operator,
    rebuild,
    subscript,
)
from gradgen.ir.numerals import number
from gradgen.ir.shape import Dim, Shape
from gradgen.rules.matcher import is_size, match_gate
from gradgen.targets.numba import SHARED

Dims: TypeAlias = tuple[Dim, ...]
ShapeOf: TypeAlias = Callable[[Expression], Shape]

_MODULES: Final = ("operator", "numpy", "math", "builtins")
_SPECIAL: Final = frozenset(("erf", "erfc", "ndtr", "sigmoid", "lgamma"))
# Gates that fill an array: which argument each element is, or which number.
_FILLED: Final[Mapping[str, int | str]] = {
    "full_like": 1,
    "spread_like": 0,
    "broadcast_to": 0,
    "zeros_like": "0.0",
    "ones_like": "1.0",
}
_WORDS: Final[Mapping[str, str]] = {"logical_and": "and", "logical_or": "or", "&": "and", "|": "or"}
_TRUTHS: Final = frozenset(
    (
        *("greater", "greater_equal", "less", "less_equal", "equal", "not_equal"),
        *("logical_and", "logical_or", "logical_not", "isfinite", "isnan", "isinf"),
        *("bitwise_and", "bitwise_or", "invert"),
    )
)
_WHOLE: Final = frozenset(
    ("add", "subtract", "multiply", "negative", "positive", "floor_divide", "modulo", "abs")
)


def is_elementwise(expression: Expression, shape_of: ShapeOf) -> bool:
    """Whether each element of an expression is computed of the same elements of its operands."""
    match expression:
        case Name():
            return shape_of(expression).is_exact
        case Literal():
            return number(expression) is not None
        case Symbol():
            return True
        case Apply():
            return _is_elementwise_call(expression, shape_of)
        case _:
            return False


def _is_elementwise_call(call: Apply, shape_of: ShapeOf) -> bool:
    name, module = call.function.name, call.function.module
    if is_size(call):
        return True
    if name == "index":
        return _is_view(call, shape_of)
    if name in _FILLED and not call.keywords:
        place = _FILLED[name]
        return isinstance(place, str) or is_elementwise(call.arguments[place], shape_of)
    known = module in _MODULES or (module == "scipy.special" and name in _SPECIAL)
    known = known or (module == "gradgen" and name in SHARED) or module == ""
    if not known or call.keywords or name in ("matmul", "logical_xor", "bitwise_xor"):
        return False
    flat = Apply(call.function, tuple(Name(f"#{n}") for n in range(len(call.arguments))))
    match = match_gate(flat)
    is_own = match is not None and match.guard is None and match.rule.is_elementwise
    return is_own and all(is_elementwise(argument, shape_of) for argument in call.arguments)


def _is_view(call: Apply, shape_of: ShapeOf) -> bool:
    """Whether a subscript only adds axes: `x[:, None]`."""
    value, index = call.arguments
    if not isinstance(value, Name) or not shape_of(value).is_exact:
        return False
    items = index_items(index)
    is_new = all(item == Slice() or item == Literal("None") for item in items)
    return is_new and items.count(Slice()) <= len(shape_of(value).dims)


def is_truth(expression: Expression) -> bool:
    """Whether the elements are true or false."""
    return isinstance(expression, Apply) and expression.function.name in _TRUTHS


def may_be_whole(expression: Expression, whole: frozenset[str]) -> bool:
    """Whether the elements may be whole numbers, which an array of floats must not hold."""
    match expression:
        case Name(id=name):
            return name in whole
        case Literal():
            return isinstance(number(expression), int)
        case Apply(function=function, arguments=arguments):
            if is_size(expression):
                return True
            if function.name == "where":
                arguments = arguments[1:]
            inner = all(may_be_whole(argument, whole) for argument in arguments)
            return inner and function.name in (*_WHOLE, "where", "index", "broadcast_to")
        case _:
            return False


class Elements:
    """The element of an expression at the indices of a loop over `domain`."""

    def __init__(
        self,
        domain: Dims,
        indices: Row[str],
        shape_of: ShapeOf,
        scalars: Mapping[str, str],
        size_of: Callable[[Dim], Expression],
    ) -> None:
        """`scalars` are the names of elements that the loop has at hand, by the array's name."""
        self._domain, self._indices, self._shape_of = domain, indices, shape_of
        self._scalars, self._size_of = scalars, size_of

    def of(self, expression: Expression) -> Expression:
        """The element of an expression."""
        match expression:
            case Name(id=name) if name in self._scalars:
                return Name(self._scalars[name])
            case Name():
                return self._at(expression, [*range(len(self._shape_of(expression).dims))])
            case Apply() if is_size(expression):
                return self._size(expression)
            case Apply(function=Function(name="index"), arguments=(value, index)):
                return self._at(value, _axes(index, len(self._shape_of(value).dims)))
            case Apply():
                return self._call(expression)
            case _:
                return expression

    def _at(self, value: Expression, axes: list[int | None]) -> Expression:
        """The element of an array, whose axes stand where the domain's last ones do."""
        dims = self._shape_of(value).dims
        if not dims:
            return value
        lead = len(self._domain) - len(axes)
        items: list[Expression] = []
        for place, axis in enumerate(axes, start=lead):
            if axis is not None:
                is_lone = dims[axis] == 1 and self._domain[place] != 1
                items.append(Literal("0") if is_lone else Name(self._indices[place]))
        return subscript(value, items[0] if len(items) == 1 else Sequence(tuple(items)))

    def _size(self, expression: Apply) -> Expression:
        """A size that does not need the array that it is asked of."""
        if expression.function.name == "index":
            inner, place = expression.arguments
            axis = number(place)
            assert isinstance(inner, Apply)
            if isinstance(axis, int):
                return self._size_of(self._shape_of(inner.arguments[0]).dims[axis])
            return expression
        dims = self._shape_of(expression.arguments[0]).dims
        if expression.function.name == "len":
            return self._size_of(dims[0])
        if expression.function.name == "size":
            return product([self._size_of(dim) for dim in dims])
        return expression

    def _call(self, call: Apply) -> Expression:
        name = call.function.name
        place = _FILLED.get(name)
        if isinstance(place, str):
            return Literal(place)
        if isinstance(place, int):
            return self.of(call.arguments[place])
        arguments = [self.of(argument) for argument in call.arguments]
        if name == "where":
            return operator("where", "if", *arguments)
        if name in ("invert", "logical_not"):
            return operator("logical_not", "not", *arguments)
        word = _WORDS.get(call.function.attribute, _WORDS.get(name))
        if word:
            return operator(f"logical_{word}", word, *arguments)
        return rebuild(call, self.of)


def _axes(index: Expression, rank: int) -> list[int | None]:
    """For each axis of a view the axis of the array, `None` for a new one."""
    found: list[int | None] = []
    taken = 0
    for item in index_items(index):
        found.append(None if item == Literal("None") else taken)
        taken += item == Slice()
    return [*found, *range(taken, rank)]


def product(factors: Row[Expression]) -> Expression:
    """The product of sizes."""
    whole = factors[0]
    for factor in factors[1:]:
        whole = operator("multiply", "*", whole, factor)
    return whole
