"""A source file: its text, its line ends, its concrete syntax tree and the places in it."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from gradgen.diagnostics import Position, Span
from gradgen.recursion import deep_recursion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from libcst.metadata import CodeRange


@dataclass
class Source:
    """A file that Python itself accepts.

    `newline` is its line end; `text` has only `\\n`. `module` is the concrete syntax, with comments
    and all; `tree` is Python's own reading, for questions that do not need those.
    """

    filename: str
    text: str
    newline: str
    module: cst.Module = field(repr=False)
    tree: ast.Module = field(repr=False)

    def span(self, node: cst.CSTNode) -> Span:
        """Where `node` stands; worked out when it is first asked for."""
        return NodeSpan(self, node)

    @cached_property
    def positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        """The place of every node. Costs as much as parsing, and is seldom needed."""
        from libcst.metadata import MetadataWrapper, PositionProvider

        with deep_recursion():
            wrapper = MetadataWrapper(self.module, unsafe_skip_copy=True)
            return wrapper.resolve(PositionProvider)

    @cached_property
    def has_inner_comments(self) -> bool:
        """Whether a comment stands inside parentheses anywhere: few files have one."""
        depth = 0
        if "#" not in self.text:
            return False
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            depth += (token.string in ("(", "[", "{")) - (token.string in (")", "]", "}"))
            if token.type == tokenize.COMMENT and depth > 0:
                return True
        return False


@dataclass(frozen=True, eq=False)
class NodeSpan:
    """The place of a node of the syntax tree."""

    source: Source = field(repr=False)
    node: cst.CSTNode = field(repr=False)

    @property
    def filename(self) -> str:
        """The file's name."""
        return self.source.filename

    @property
    def start(self) -> Position:
        """The node's first character."""
        place = self.source.positions[self.node].start
        return Position(place.line, place.column)

    @property
    def end(self) -> Position:
        """Just behind the node's last character."""
        place = self.source.positions[self.node].end
        return Position(place.line, place.column)


@dataclass(frozen=True, eq=False)
class KeywordSpan(NodeSpan):
    """The word that a statement begins with: the first `width` characters of a node."""

    width: int = 1

    @property
    def end(self) -> Position:
        """Just behind the word."""
        return Position(self.start.line, self.start.column + self.width)
