"""Expressions: what can stand at the right of a gate, as small immutable trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from operator import is_
from typing import TypeAlias

from gradgen.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Function:
    """What is applied: an operator, a library's function, or one defined in the output.

    `name` is the gate's name, one for each piece of mathematics: `x ** y`, `pow(x, y)` and
    `math.pow(x, y)` are all `power`. `module` and `attribute` say which spelling it is:
    `("operator", "**")`, `("builtins", "pow")`, `("math", "pow")`. The module `""` is the user's
    own file, which has a definition called `attribute`; the module `"gradgen"` stands for a
    definition that gradgen puts into the output; the module `None` leaves the choice to the
    target. `via` is the name by which the source reached it (`m` of `import math as m`). The module
    `"method"` is for `x.sum()` and `"attribute"` for `x.T`: the first argument is before the dot.

    The user's own `def squash(a, x): …` that is a known gate takes its arguments in an order of its
    own: `operands` then gives the gate's operands in terms of the arguments `#0`, `#1`, ….
    """

    name: str
    module: str | None = None
    attribute: str = ""
    via: str = ""
    operands: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A value of the circuit, or a constant of the module."""

    id: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal as written: `2`, `1e-3`, `True`, `"text"`; a negative number too."""

    text: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """A library's constant, such as `math.pi`."""

    function: Function


@dataclass(frozen=True, slots=True)
class Sequence:
    """A literal tuple or list."""

    items: tuple[Expression, ...]
    brackets: str = "()"


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:stop:step` in a subscript; a part that is left out is `None`."""

    start: Expression | None = None
    stop: Expression | None = None
    step: Expression | None = None

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The parts that are there."""
        return tuple(part for part in (self.start, self.stop, self.step) if part is not None)


@dataclass(frozen=True, slots=True)
class Template:
    """Text with expressions in it: an f-string in the message of an assertion."""

    parts: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """A function applied to arguments; `origin` is the place that it was read from."""

    function: Function
    arguments: tuple[Expression, ...]
    keywords: tuple[tuple[str, Expression], ...] = ()
    origin: Span | None = field(default=None, compare=False, repr=False)


Expression: TypeAlias = Name | Literal | Symbol | Sequence | Slice | Template | Apply


def operator(name: str, symbol: str, *arguments: Expression) -> Apply:
    """`arguments` joined by one of Python's own operators."""
    return Apply(Function(name, "operator", symbol), arguments)


def method(name: str, value: Expression, *arguments: Expression, **keywords: Expression) -> Apply:
    """`value.name(…)`."""
    return Apply(Function(name, "method", name), (value, *arguments), tuple(keywords.items()))


def subscript(value: Expression, index: Expression) -> Apply:
    """`value[index]`."""
    return operator("index", "[]", value, index)


def index_items(index: Expression) -> tuple[Expression, ...]:
    """The items of an index, one for `x[i]` and two for `x[i, j]`; `np.newaxis` is `None`."""
    items = index.items if isinstance(index, Sequence) and index.brackets == "()" else (index,)
    return tuple(Literal("None") if _is_new_axis(item) else item for item in items)


def _is_new_axis(item: Expression) -> bool:
    return isinstance(item, Symbol) and item.function.attribute == "newaxis"


def index_as_argument(index: Expression) -> Expression:
    """An index as it is written outside of a subscript: `(i, slice(1, None))` for `i, 1:`."""
    if not isinstance(index, Slice):
        return rebuild(index, index_as_argument)
    none = Literal("None")
    start, stop, step = (part or none for part in (index.start, index.stop, index.step))
    parts = (start, stop) if step == none else (start, stop, step)
    return Apply(
        Function("slice", "builtins", "slice"), (stop,) if parts[:-1] == (none,) else parts
    )


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside `expression`, left to right."""
    match expression:
        case Name() | Literal():
            return ()
        case Apply(arguments=arguments, keywords=()):
            return arguments
        case Apply():
            return (*expression.arguments, *(value for _, value in expression.keywords))
        case Sequence():
            return expression.items
        case Slice():
            return expression.parts
        case Template():
            return tuple(part for part in expression.parts if not isinstance(part, str))
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """`expression` and everything inside it, outermost first."""
    pending = [expression]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


def names_in(expression: Expression) -> tuple[str, ...]:
    """The names that `expression` reads, each once, in order of appearance."""
    found: dict[str, None] = {}
    pending = [expression]
    while pending:
        node = pending.pop()
        if isinstance(node, Name):
            found[node.id] = None
        else:
            pending.extend(reversed(children(node)))
    return tuple(found)


def functions_in(expression: Expression) -> Iterator[Function]:
    """The functions and library constants that `expression` mentions."""
    for node in walk(expression):
        if isinstance(node, Apply | Symbol):
            yield node.function


def rebuild(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """`expression` with `change` applied to each expression directly inside it.

    It is the same object if nothing inside it is another one. Written with plain loops: `map` and
    generators would use up the interpreter's own stack where expressions are deep, and Python 3.12
    allows little of that.
    """
    match expression:
        case Name() | Literal():
            return expression
        case Apply(function=function, origin=origin):
            before = children(expression)
            after = [change(child) for child in before]
            if all(map(is_, before, after)):
                return expression
            count = len(expression.arguments)
            keys = (key for key, _ in expression.keywords)
            keywords = tuple(zip(keys, after[count:], strict=True))
            return Apply(function, tuple(after[:count]), keywords, origin)
        case Sequence():
            return replace(expression, items=tuple([change(item) for item in expression.items]))
        case Slice(start=start, stop=stop, step=step):
            return Slice(*[part and change(part) for part in (start, stop, step)])
        case Template():
            parts = (part if isinstance(part, str) else change(part) for part in expression.parts)
            return Template(tuple(parts))
        case _:
            return expression


def substitute(expression: Expression, values: dict[str, Expression]) -> Expression:
    """`expression` with each name in `values` replaced by what it stands for."""
    if isinstance(expression, Name):
        return values.get(expression.id, expression)
    return rebuild(expression, lambda inner: substitute(inner, values))
