"""The user's comments: which belong to which statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst

from gradgen.frontend.signature import formals
from gradgen.frontend.source import Source

# gradgen's own, in generated code that is read again.
_HEADINGS = frozenset(("# forward", "# backward"))


def above(line: cst.SimpleStatementLine, source: Source) -> tuple[str, ...]:
    """The comments on lines of their own above a statement, and those inside its parentheses.

    An empty line above them is kept as an empty text: it parts the paragraphs of the user's code.
    """
    inner = inside(line, source)
    written = [empty.comment.value if empty.comment else "" for empty in line.leading_lines]
    gap = ("",) if "" in written and not _HEADINGS.intersection(written) else ()
    return (*gap, *texts(line.leading_lines), *inner)


def behind(line: cst.SimpleStatementLine) -> str:
    """The comment at the end of a statement's last line."""
    comment = line.trailing_whitespace.comment
    return comment.value if comment else ""


def texts(lines: Sequence[cst.EmptyLine]) -> tuple[str, ...]:
    """The comments among empty lines."""
    written = (line.comment.value for line in lines if line.comment)
    return tuple(text for text in written if text not in _HEADINGS)


def inside(node: cst.CSTNode, source: Source) -> tuple[str, ...]:
    """The comments between the parts of a statement or signature that spans several lines."""
    if not source.has_inner_comments:
        return ()
    return tuple(_inside(node, outermost=True))


def of_signature(function: cst.FunctionDef, source: Source) -> Iterator[str]:
    """The comments in a signature, those behind a parameter under its name."""
    yield from inside(function.whitespace_before_params, source)
    for parameter in formals(function):
        for text in inside(parameter.node, source):
            yield f"# {parameter.name}: {text.lstrip('# ')}"
    header = getattr(function.body, "header", None)
    if header is not None and header.comment:
        yield header.comment.value


def _inside(node: cst.CSTNode, outermost: bool = False) -> Iterator[str]:
    if isinstance(node, cst.Comment):
        yield node.value
        return
    for child in node.children:
        of_line = outermost and isinstance(child, cst.EmptyLine | cst.TrailingWhitespace)
        if not of_line:
            yield from _inside(child)


def shown_names(source: Source) -> set[str]:
    """The names of values that an earlier output shows in comments, since nobody needs them."""
    shown = _SHOWN.findall(source.text) if "(value not needed)" in source.text else ()
    return {name for names in shown for name in names.split(", ")}


_SHOWN = re.compile(r"^ *# (\w+(?:, \w+)*) = .*\(value not needed\)", re.MULTILINE)


def header_paragraph(module: cst.Module) -> tuple[str, ...]:
    """The comments directly above the first statement: they are about it, not about the file."""
    paragraph: list[str] = []
    for line in module.header:
        if line.comment is None:
            paragraph = []
        elif not line.comment.value.startswith(("#!", "# gradgen:")):
            paragraph.append(line.comment.value)
    return without_encoding(tuple(paragraph))


def without_encoding(comments: tuple[str, ...]) -> tuple[str, ...]:
    """The comments that name no encoding: near the top of an output, Python would obey them."""
    return tuple(text for text in comments if text and not re.search(r"coding[:=]", text))
