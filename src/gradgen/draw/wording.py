"""A statement of the generated text: its code in one line, and the comment at its end."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from typing import NamedTuple


class Wording(NamedTuple):
    """The code of a statement, and what its comment says."""

    code: str
    note: str


def wording(rows: Sequence[str]) -> Wording:
    """The code and the comment in some lines that hold one statement."""
    text = "\n".join(rows).strip()
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline)) if "#" in text else []
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    note = " ".join(comment.string.removeprefix("#").strip() for comment in comments)
    if len(rows) > 1:
        return Wording(ast.unparse(ast.parse(text)), note)
    return Wording(text[: comments[0].start[1]].rstrip() if comments else text, note)
