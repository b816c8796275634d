"""Reads a file: decodes it, lets Python judge it, and parses it. Nothing of it is run."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import unicodedata
from collections.abc import Iterator

import libcst as cst

from gradgen.diagnostics import Diagnostic, FixedSpan, GradgenError, Label, Position
from gradgen.frontend.size import refuse_too_large
from gradgen.frontend.source import Source
from gradgen.frontend.unwarned import unwarned

# libcst's parser is native code, and its stack ends at about twice this depth.
_DEEPEST = 3_000


def read(data: str | bytes, filename: str) -> Source:
    """The file, if Python accepts it. Raises GradgenError."""
    text, newline = decode(data, filename)
    refuse_too_large(text, filename)
    tree = _judged(text, filename)
    if not tree.body:
        raise _error(
            "empty-file",
            "there is no code in this file",
            FixedSpan(filename, Position(1, 0), Position(1, 0)),
            "no statement from here to the end",
            "write a function, for example: def f(x): return x * x",
        )
    if any(_depth(statement) > _DEEPEST for statement in _long_statements(tree)):
        raise too_deep(filename)
    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise _unreadable_syntax(filename, text, error) from None
    return Source(filename, text, newline, module, tree)


def decode(data: str | bytes, filename: str) -> tuple[str, str]:
    """The text of a file with `\\n` line ends, and the line end that it had.

    A byte order mark and a coding line are honoured. Raises GradgenError.
    """
    if isinstance(data, bytes):
        data = _decode_bytes(data, filename)
    _refuse_no_text(data, filename)
    first = data.find("\n")
    newline = "\r\n" if first > 0 and data[first - 1] == "\r" else "\n"
    text = data.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else _normalized(text), newline


def _normalized(text: str) -> str:
    """The text with every name in the form that Python gives it: NFKC, so that `ﬁ` is `fi`."""
    lines = text.split("\n")  # as Python counts them: a form feed ends none
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return text  # Python will say what is wrong
    for token in reversed(tokens):
        plain = unicodedata.normalize("NFKC", token.string)
        if token.type == tokenize.NAME and plain != token.string:
            (row, start), (_, end) = token.start, token.end
            lines[row - 1] = lines[row - 1][:start] + plain + lines[row - 1][end:]
    return "\n".join(lines)


def _decode_bytes(data: bytes, filename: str) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if not "def".encode(encoding).endswith(b"def"):
            raise LookupError(f"Python reads no source in {encoding}")
        return data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        start, reason = Position(1, 0), str(error)
        if isinstance(error, UnicodeDecodeError):
            before = data[: error.start].decode(error.encoding, "replace")
            start = Position(before.count("\n") + 1, len(before) - before.rfind("\n") - 1)
            reason = f"byte 0x{data[error.start]:02x} is not {error.encoding}"
        raise _error(
            "undecodable-file",
            "the file is not text in the encoding that it declares",
            FixedSpan(filename, start, start),
            reason,
            "save it as UTF-8, or name its encoding in the first line: # coding: latin-1",
        ) from None


def _refuse_no_text(text: str, filename: str) -> None:
    """Refuse what no text file holds: a NUL, or half of a surrogate pair."""
    wrong = text.find("\0")
    what = "a NUL character"
    if wrong < 0:
        wrong = next((i for i, c in enumerate(text) if "\ud800" <= c <= "\udfff"), -1)
        what = "a lone surrogate, which is no character"
    if wrong >= 0:
        before = text[:wrong]
        line, column = before.count("\n") + 1, wrong - before.rfind("\n") - 1
        place = FixedSpan(filename, Position(line, column), Position(line, column + 1))
        help = "is this a Python file? save it as UTF-8 text"
        raise _error(
            "undecodable-file",
            f"the text holds {what}",
            place,
            "no part of any Python source",
            help,
        )


def _judged(text: str, filename: str) -> ast.Module:
    """Python's own verdict: the text is compiled, which executes nothing."""
    with unwarned():
        try:
            compile(text, filename, "exec", dont_inherit=True)
            return ast.parse(text)
        except SyntaxError as error:
            raise _from_python(filename, text, error) from None
        except ValueError as error:
            place = FixedSpan(filename, Position(1, 0), Position(1, 0))
            raise _syntax_error(str(error), place) from None
        except (RecursionError, MemoryError):
            raise too_deep(filename) from None


def _from_python(filename: str, text: str, error: SyntaxError) -> GradgenError:
    message = error.msg
    if "too many nested" in message or "too complex" in message:
        return too_deep(filename)
    if "integer string conversion" in message:
        message = "an integer literal is too long for Python"
    lines = text.split("\n")
    line = min(max(error.lineno or 1, 1), len(lines))
    end_line = min(max(error.end_lineno or line, line), len(lines))
    columns = _columns(text, lines[line - 1], lines[end_line - 1], error)
    start = Position(line, 0 if "unindent" in message else columns[0])
    return _syntax_error(message, FixedSpan(filename, start, Position(end_line, columns[1])))


def _columns(text: str, first: str, last: str, error: SyntaxError) -> tuple[int, int]:
    """Where an error starts and ends: Python's parser counts characters, its compiler bytes."""
    start = max((error.offset or 1) - 1, 0)
    end = max((error.end_offset or 0) - 1, start)
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return start, end
    return _characters(first, start), _characters(last, end)


def _characters(line: str, count: int) -> int:
    """How many characters the first `count` bytes of a line are."""
    return len(line.encode()[:count].decode(errors="replace"))


def _long_statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements whose text is long enough to hold a very deep expression."""
    pending: list[ast.AST] = list(tree.body)
    while pending:
        statement = pending.pop()
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending += getattr(statement, part, ())
        if isinstance(statement, ast.stmt):
            lines = (statement.end_lineno or 0) - statement.lineno
            if lines > 100 or (statement.end_col_offset or 0) > _DEEPEST:
                yield statement


def _depth(statement: ast.AST) -> int:
    """How deeply the expressions of a statement are nested."""
    depth, level = 0, [statement]
    while level:
        depth += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return depth


def too_deep(filename: str) -> GradgenError:
    """The error for an expression nested so deeply that Python or libcst give up on it."""
    start = Position(1, 0)
    return _error(
        "too-deep",
        "an expression is nested too deeply",
        FixedSpan(filename, start, start),
        "somewhere in this file",
        "give parts of it a name: t = ..., and go on with t",
    )


# Where libcst's parser stopped, as its message tells: lines from 1, columns from 2.
_STOPPED = re.compile(r"error at (\d+):(\d+)")


def _unreadable_syntax(filename: str, text: str, error: cst.ParserSyntaxError) -> GradgenError:
    """The error for what Python reads, and libcst does not."""
    found = _STOPPED.search(error.message)
    lines = text.split("\n")
    row, column = map(int, found.groups()) if found else (error.raw_line, error.raw_column)
    row = min(max(row, 1), len(lines))
    place = Position(row, min(max(column - 2, 0), len(lines[row - 1])))
    return _error(
        "unsupported-statement",
        "gradgen's parser, libcst, cannot read a statement that Python can",
        FixedSpan(filename, place, place),
        "the parser stops here",
        "write it more simply: an annotated name in no parentheses, a long expression in parts",
    )


def _syntax_error(message: str, place: FixedSpan) -> GradgenError:
    help = "correct this first; `python -m py_compile FILE` finds the same without gradgen"
    return _error("syntax-error", message, place, "Python does not accept this", help)


def _error(slug: str, message: str, place: FixedSpan, label: str, help: str) -> GradgenError:
    return GradgenError([Diagnostic(slug, message, (Label(place, label),), help)])
