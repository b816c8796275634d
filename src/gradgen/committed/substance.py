"""What a module says, whatever its layout: what black may change makes no difference here.

That is its syntax tree, written out in a form that no version of Python or black alters, and its
comments in order. Statements that a function leans on are found by the names in it.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from gradgen.frontend.top_level import binding_counts, changed_objects
from gradgen.recursion import deep_recursion

_DIGITS = 12
# Marks of a string's spelling, and what Python fills in by itself.
_LAYOUT = frozenset(("kind", "ctx", "type_comment"))


@dataclass(frozen=True)
class Substance:
    """The substance of a text that Python accepts. Raises SyntaxError when first asked, else."""

    text: str

    def whole(self) -> tuple[str, tuple[str, ...]]:
        """All of it, to compare with another one."""
        with deep_recursion():
            return _written(self._tree), tuple(self._comments.values())

    def of(self, names: Iterable[str]) -> str:
        """The part that these top-level names lean on, themselves included."""
        with deep_recursion():
            return "\n".join(self._statement(s) for s in self._reached(names))

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def _comments(self) -> dict[int, str]:
        """The comments by line: a line has one at most."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        comments = (token for token in tokens if token.type == tokenize.COMMENT)
        return {token.start[0]: _comment(token.string) for token in comments}

    def _statement(self, statement: ast.stmt) -> str:
        """A statement, and the comments in it and right above it."""
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        while first - 1 in self._comments:
            first -= 1
        comments = [self._comments[n] for n in range(first, last + 1) if n in self._comments]
        return "\n".join((_written(statement), *comments))

    def _reached(self, names: Iterable[str]) -> list[ast.stmt]:
        """The statements that bind or change the names, and what they read, and so on."""
        reached = {s for s in self._tree.body if _holds_everywhere(s)}
        pending = set(names)
        while pending:
            found = {s for name in pending for s in self._binding.get(name, ())} - reached
            reached |= found
            pending = {name for s in found for name in _read(s)}
        return [statement for statement in self._tree.body if statement in reached]

    @cached_property
    def _binding(self) -> dict[str, list[ast.stmt]]:
        """The statements that bind or change each name."""
        found: dict[str, list[ast.stmt]] = {}
        for statement in self._tree.body:
            for name in _bound(statement):
                found.setdefault(name, []).append(statement)
        return found


def digest(text: str) -> str:
    """A short name for a text, which no other one will have by accident."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _bound(statement: ast.stmt) -> set[str]:
    alone = ast.Module([statement], [])
    changed = () if isinstance(statement, ast.FunctionDef) else changed_objects(alone)
    return {*binding_counts(alone), *changed}


def _holds_everywhere(statement: ast.stmt) -> bool:
    """Whether a statement has a say in all names: `from __future__ import …`, `import *`."""
    if not isinstance(statement, ast.ImportFrom):
        return False
    return statement.module == "__future__" or statement.names[0].name == "*"


def _read(statement: ast.stmt) -> Iterator[str]:
    return (node.id for node in ast.walk(statement) if isinstance(node, ast.Name))


def _written(node: object) -> str:
    """A syntax tree as text, without places and without what is empty."""
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return f"Docstring({text.split()})"
        case ast.Delete(targets=[ast.Tuple(elts=targets)]):  # black adds such parentheses
            return _written(ast.Delete(targets))
        case ast.AST():
            parts = (f"{name}={_written(part)}" for name, part in _parts(node))
            return f"{type(node).__name__}({', '.join(parts)})"
        case list():
            return f"[{', '.join(map(_written, node))}]"
        case bool() | None:
            return str(node)
        case int():
            return hex(node)
        case _:
            return repr(node)


def _parts(node: ast.AST) -> Iterator[tuple[str, object]]:
    for name, part in ast.iter_fields(node):
        if name not in _LAYOUT and (part not in (None, []) or isinstance(node, ast.Constant)):
            yield name, part


def _comment(text: str) -> str:
    return f"# {text.lstrip('#').strip()}"
