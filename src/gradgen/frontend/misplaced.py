"""Comments for gradgen that it does not know, or that mean nothing where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import libcst as cst

from gradgen.diagnostics.suggestion import nearest
from gradgen.frontend.context import Findings
from gradgen.frontend.directives import STOP, directives
from gradgen.frontend.loop_bodies import growth_of

_SPOKEN_TO = re.compile(r"#.*gradgen\s*:", re.IGNORECASE)
# What stands at the top of files: how one was generated, or with which options it is to be.
_OF_FILE = re.compile(r"-.*|\w+ [0-9a-f]{12} -> [0-9a-f]{12}|line-length \d+")


def check_directives(module: cst.Module, findings: Findings) -> None:
    """Refuse each `# gradgen: …` that says nothing, wherever in the file it stands."""
    if not _SPOKEN_TO.search(findings.source.text):
        return
    for comment, line, place in _comments(module, _Place()):
        words = list(directives(comment.value))
        for word in words:
            if word != STOP and (place.in_function or not _OF_FILE.fullmatch(word)):
                _refuse_word(word, comment, findings)
        if STOP in words:
            why = _misfit(line, place) if line and place.in_function else _NOWHERE
            if why:
                message = "a comment says `gradgen: stop` where there is nothing to stop"
                findings.refuse("misplaced-stop", comment, message, why.label, why.help)


class _Place(NamedTuple):
    """Where a comment stands."""

    in_function: bool = False
    in_loop: bool = False


class _Why(NamedTuple):
    """Why a comment means nothing, and what to write instead."""

    label: str
    help: str


Line: TypeAlias = cst.SimpleStatementLine | None


def _comments(node: cst.CSTNode, place: _Place) -> Iterator[tuple[cst.Comment, Line, _Place]]:
    """All comments, each with the line of code that it stands behind, if it does."""
    behind = None
    if isinstance(node, cst.FunctionDef):
        place = _Place(in_function=True)
    elif isinstance(node, cst.For):
        place = place._replace(in_loop=True)
    elif isinstance(node, cst.SimpleStatementLine):
        behind = node.trailing_whitespace.comment
    for child in node.children:
        if isinstance(child, cst.Comment):
            yield child, None, place
        elif behind is not None and child is node.children[-1]:
            assert isinstance(node, cst.SimpleStatementLine)
            yield behind, node, place
        else:
            yield from _comments(child, place)


def _misfit(line: cst.SimpleStatementLine, place: _Place) -> _Why | None:
    """Why a stop means nothing behind a line of a function; `None` where it does."""
    for small in line.body:
        match small:
            case cst.AugAssign() | cst.Assign() if place.in_loop and growth_of(small):
                return _GROWS
            case cst.Assign(targets=targets) if all(_is_names(t.target) for t in targets):
                pass
            case cst.AnnAssign(target=target, value=cst.BaseExpression()) if _is_names(target):
                pass
            case cst.Assign() | cst.AnnAssign() | cst.AugAssign():
                return _CHANGES
            case cst.Return():
                return _GIVES
            case _:
                return _NOWHERE
    return None


def _refuse_word(word: str, comment: cst.Comment, findings: Findings) -> None:
    near = nearest(word, [STOP])
    findings.refuse(
        "unknown-comment",
        comment,
        f"a comment says `gradgen: {word}`, which means nothing",
        "there is one such comment, `# gradgen: stop`",
        f"did you mean `# gradgen: {near}`?" if near else "begin it with another word",
    )


_NOWHERE = _Why(
    "no name is bound at the end of this line",
    "put it behind the last line of an assignment: t = ...  # gradgen: stop",
)
_GROWS = _Why(
    "what grows in a loop keeps the gradients of all turns",
    "stop what is added, or the whole after the loop: total = stop_gradient(total)",
)
_CHANGES = _Why(
    "it could mean what is put here, or all that the name stands for then",
    "say which of them: stop_gradient(...)",
)
_GIVES = _Why("no name is bound here", "stop the value: return stop_gradient(...)")


def _is_names(target: cst.BaseExpression) -> bool:
    """Whether an assignment binds names only, be they in a tuple."""
    if isinstance(target, cst.Tuple | cst.List):
        return all(_is_names(element.value) for element in target.elements)
    return isinstance(target, cst.Name)
