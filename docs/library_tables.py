"""Generated parts of the pages on other libraries: how much each has, and what each is called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tables import quoted, table

import gradgen
from gradgen.rules.coverage import LIBRARIES, standings
from gradgen.targets.dialects import DIALECTS
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.phrase_reading import phrasebook_of

_KNOWN = ("ruled", "flat")
_BOOK = Path(gradgen.__file__).parent / "targets" / "dialects" / "torch.txt"


def libraries() -> str:
    """The libraries whose code is read as NumPy's is: their modules, and how much they have."""
    known = [s.name for library in LIBRARIES for s in standings(library) if s.status in _KNOWN]
    rows = []
    for dialect in DIALECTS:
        book = phrasebook_of(dialect)
        tells = book.tells if book else dialect.has
        modules = ", ".join(quoted(theirs) for theirs, _ in dialect.modules)
        count = sum(tells(name) and name not in dialect.unlike for name in known)
        rows.append((dialect.title, modules, f"{count} of {len(known)}", _changes(dialect)))
    head = ("", "Modules", "Functions and methods of NumPy and SciPy", "Changes in place")
    return table(head, rows)


def _changes(dialect: Dialect) -> str:
    if dialect.functional:
        return "none: `x = x.at[i].add(y)`"
    return "at slices: `x[1:] += y`" if dialect.by_name else "as NumPy"


def phrases() -> str:
    """What of PyTorch is read, section by section of the phrase book."""
    return "\n".join(f"**{heading}**\n\n{_calls(lines)}" for heading, lines in _sections())


def _sections() -> Iterator[tuple[str, list[str]]]:
    """The headings of the book, each with the phrases below it; its introduction has none."""
    for part in _BOOK.read_text("utf-8").split("\n\n")[1:]:
        heading, *lines = part.strip().splitlines()
        yield heading.removeprefix("# "), lines


def _calls(lines: list[str]) -> str:
    """What is read, in one row if it means the same."""
    calls: dict[str, list[str]] = {}
    for line in lines:
        if " <- " not in line:
            call, meaning = _shown(line).replace(" -> ", " = ").split(" = ", 1)
            calls.setdefault(meaning, []).append(call)
    rows = ((", ".join(map(quoted, said)), quoted(meaning)) for meaning, said in calls.items())
    return table(("PyTorch", "Read as"), rows)


def _shown(line: str) -> str:
    return line.replace("input.", "x.").replace("other_or_number", "other")
