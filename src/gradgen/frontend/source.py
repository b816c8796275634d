"""A source file: its text, its line ends, its concrete syntax tree and the places in it."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from gradgen.diagnostics import Diagnostic, FixedSpan, GradgenError, Label, Position, Span

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


def decode(data: str | bytes, filename: str) -> tuple[str, str]:
    """The text of a file with `\\n` line ends, and the line end that it had.

    A byte order mark and a coding line are honoured. Raises GradgenError.
    """
    if isinstance(data, bytes):
        data = _decode_bytes(data, filename)
    first = data.find("\n")
    newline = "\r\n" if first > 0 and data[first - 1] == "\r" else "\n"
    return data.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), newline


def _decode_bytes(data: bytes, filename: str) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        start = Position(1, 0)
        if isinstance(error, UnicodeDecodeError):
            start = Position(data.count(b"\n", 0, error.start) + 1, 0)
        raise GradgenError(
            [
                Diagnostic(
                    "undecodable-file",
                    "the file is not text in the encoding that it declares",
                    (Label(FixedSpan(filename, start, start), _reason(error)),),
                    "save it as UTF-8, or name its encoding in the first line: # coding: latin-1",
                )
            ]
        ) from None


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{error.object[error.start]:02x} is not {error.encoding}"
    return str(error)


def read(data: str | bytes, filename: str) -> Source:
    """The file, if Python accepts it. Raises GradgenError; runs nothing."""
    text, newline = decode(data, filename)
    tree = _parse(text, filename)
    if not tree.body:
        raise GradgenError(
            [
                Diagnostic(
                    "empty-file",
                    "there is no code in this file",
                    (Label(FixedSpan(filename, Position(1, 0), Position(1, 0))),),
                    "write a function, for example: def f(x): return x * x",
                )
            ]
        )
    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        place = Position(error.raw_line, error.raw_column)
        raise _syntax_error(filename, "libcst cannot read this syntax", place, place) from None
    return Source(filename, text, newline, module, tree)


def _parse(text: str, filename: str) -> ast.Module:
    """Python's own verdict: parses and compiles, which executes nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(text)
            compile(tree, filename, "exec", dont_inherit=True)
        except SyntaxError as error:
            raise _from_python(filename, text, error) from None
        except ValueError as error:
            start = Position(1, 0)
            raise _syntax_error(filename, str(error), start, start) from None
        except (RecursionError, MemoryError):
            raise GradgenError([_too_deep(filename)]) from None
    return tree


def _too_deep(filename: str) -> Diagnostic:
    start = Position(1, 0)
    return Diagnostic(
        "too-deep",
        "an expression is nested too deeply for Python to compile",
        (Label(FixedSpan(filename, start, start), "somewhere in this file"),),
        "give parts of it a name: t = ..., and go on with t",
    )


def _from_python(filename: str, text: str, error: SyntaxError) -> GradgenError:
    lines = text.split("\n")
    line = min(max(error.lineno or 1, 1), len(lines))
    start = Position(line, max((error.offset or 1) - 1, 0))
    end_line = max(error.end_lineno or line, line)
    end = Position(end_line, max((error.end_offset or 0) - 1, start.column))
    message = error.msg
    if "too many nested parentheses" in message:
        return GradgenError([_too_deep(filename)])
    return _syntax_error(filename, message, start, end)


def _syntax_error(filename: str, message: str, start: Position, end: Position) -> GradgenError:
    label = Label(FixedSpan(filename, start, end), "Python stops reading here")
    return GradgenError([Diagnostic("syntax-error", message, (label,), _SYNTAX_HELP)])


_SYNTAX_HELP = "see what Python itself says of the file: python -m py_compile FILE"
