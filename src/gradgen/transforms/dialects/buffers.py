"""Changes in place, for libraries where they are none, or where two names may be one array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from gradgen.ir.circuit import Block, Gate, Statement, Update
from gradgen.ir.expression import Apply, Expression, Function, Name, method, subscript
from gradgen.ir.loops import inside_of_loops
from gradgen.ir.operators import BINARY
from gradgen.rules.kinds import KINDS
from gradgen.targets.signatures import is_ufunc, qualified_name

_MADE: Final = frozenset(
    ("zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like")
)
CHANGES: Final = {"added_at": "add", "summed_at": "add", "put_at": "set"}
"""Gates that change an array at an index, and what JAX's arrays call that."""

_COPIES: Final = ("numpy.array", "ndarray.copy", "numpy.copy", "operator.+")


def without_changes(body: Block) -> Iterator[Statement]:
    """Statements in which each change of an array makes a new one: `x = x.at[i].add(y)`.

    A copy that was made only to be changed is not made.
    """
    changed = frozenset(s.target for s in body if isinstance(s, Update))
    for statement in body:
        match statement:
            case Update():
                yield _made_anew(statement)
            case Gate() if statement.target in changed and _copied(statement) == statement.target:
                pass
            case _:
                yield statement


def _copied(gate: Gate) -> str:
    """The name of what a gate copies, if that is all it does."""
    match gate.expression:
        case Apply(function=function, arguments=(Name(id=name),), keywords=()):
            return name if qualified_name(function) in _COPIES else ""
    return ""


def _made_anew(update: Update) -> Gate:
    gate = "put_at" if update.puts else "added_at"
    parts = (Name(update.target), update.index, update.value)
    return Gate(
        update.target,
        made_anew(Apply(Function(gate, "gradgen", gate), parts)),
        update.span,
        update.comments,
        update.note,
        update.rule,
        idle=update.idle,
        of=update.of,
    )


def made_anew(change: Apply) -> Apply:
    """`x.at[i].add(y)` for a gate that gives `x` with something added or put at an index."""
    total, index, part = change.arguments
    place = subscript(Apply(Function("at", "attribute", "at"), (total,)), index)
    return method(CHANGES[change.function.name], place, part)


def with_own_buffers(body: Block) -> Iterator[Statement]:
    """Statements that change only what surely no other name stands for: else a copy of it.

    Where a change is of the object and not of the memory behind it, views are none; but a function
    that has nothing to do gives the very object that it was given.
    """
    inside = inside_of_loops(body)
    for place, statement in enumerate(body):
        yield statement
        if isinstance(statement, Gate) and not statement.idle:
            for name in statement.targets:
                lent = bool(statement.others) or not _is_new(statement.expression)
                if lent and _is_changed(name, body if place in inside else body[place + 1 :]):
                    yield _copy(name, statement)


def _is_changed(name: str, rest: Iterable[Statement]) -> bool:
    """Whether an array is changed before its name stands for another one."""
    for statement in rest:
        if isinstance(statement, Update) and statement.target == name and not statement.idle:
            return True
        if isinstance(statement, Gate) and name in statement.targets and not statement.idle:
            return False
    return False


def _copy(name: str, gate: Gate) -> Gate:
    is_gradient = any(wording.startswith("gradient") for wording in gate.note)
    word = "gradient adder" if is_gradient else KINDS["adder"].forward
    note = (f"{word}: a copy to add to", word) if gate.rule else ()
    copy = method("copy", Name(name))
    return Gate(name, copy, gate.span, note=note, rule=gate.rule, of=gate.of)


def _is_new(expression: Expression) -> bool:
    """Whether an expression surely makes an object of its own."""
    if not isinstance(expression, Apply):
        return False
    function = expression.function
    if function.module == "operator":
        return function.attribute in BINARY and len(expression.arguments) == 2
    name = qualified_name(function)
    made = function.module == "numpy" and function.attribute in _MADE
    return made or name in ("numpy.array", "ndarray.copy") or is_ufunc(name)
