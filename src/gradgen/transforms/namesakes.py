"""Namesakes: values of one name in several loops, told apart for a while.

Before::

    for i in range(n):
        dot_y = dot_x * w
    for i in range(m):
        dot_y = x * dot_w

After, with names that no text could have::

    for i in range(n):
        dot_y@1 = dot_x * w
    for i in range(m):
        dot_y@2 = x * dot_w
"""

from __future__ import annotations

from dataclasses import replace

from gradgen.ir.circuit import Assertion, Block, Enter, Gate, Leave, Statement, Update
from gradgen.ir.expression import Expression, Name, names_in, substitute

_MARK = "@"


def plain(name: str) -> str:
    """A name as it is written."""
    return name.partition(_MARK)[0]


def like(name: str, new: str) -> str:
    """The name `new` for a value that is made where that called `name` is."""
    return new + name[len(plain(name)) :]


def told_apart(body: Block) -> Block:
    """`body` with a mark at all names that a loop binds, a different one for each loop."""
    if not any(isinstance(statement, Enter) for statement in body):
        return body
    scopes: list[dict[str, str]] = [{}]
    marks, count, told = [""], 0, list[Statement]()
    for statement in body:
        if isinstance(statement, Gate) and not statement.idle:
            home = _home(statement.total, scopes) if statement.grows else len(scopes) - 1
            expression = _marked(statement.expression, scopes)
            names = [_bound(name, home, scopes, marks) for name in statement.targets]
            statement = replace(
                statement, target=names[0], others=tuple(names[1:]), expression=expression
            )
        elif isinstance(statement, Gate):
            target = statement.target + marks[-1]
            statement = replace(
                statement, target=target, expression=_marked(statement.expression, scopes)
            )
        elif isinstance(statement, Update):
            index, value = (_marked(e, scopes) for e in (statement.index, statement.value))
            target = _seen(statement.target, scopes)
            statement = replace(statement, target=target, index=index, value=value)
        elif isinstance(statement, Assertion):
            message = statement.message and _marked(statement.message, scopes)
            statement = replace(statement, test=_marked(statement.test, scopes), message=message)
        elif isinstance(statement, Enter):
            statement = replace(statement, over=_marked(statement.over, scopes))
        told.append(statement)
        if isinstance(statement, Enter) and not statement.idle:
            count += 1
            scopes.append({})
            marks.append(f"{_MARK}{count}")
        elif isinstance(statement, Leave):
            scopes.pop()
            marks.pop()
    return tuple(told)


def _home(name: str, scopes: list[dict[str, str]]) -> int:
    """The innermost loop that binds a name."""
    return next((n for n in range(len(scopes) - 1, -1, -1) if name in scopes[n]), 0)


def _bound(name: str, home: int, scopes: list[dict[str, str]], marks: list[str]) -> str:
    """The marked name of a target; what is bound already, and grows, keeps its own."""
    for scope in scopes:
        if name in scope:
            return scope[name]
    scopes[home][name] = name + marks[home]
    return scopes[home][name]


def _seen(name: str, scopes: list[dict[str, str]]) -> str:
    return next((scope[name] for scope in reversed(scopes) if name in scope), name)


def _marked(expression: Expression, scopes: list[dict[str, str]]) -> Expression:
    values: dict[str, Expression] = {n: Name(_seen(n, scopes)) for n in names_in(expression)}
    return substitute(expression, values)
