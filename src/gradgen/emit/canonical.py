"""Lines that black would leave as they are, told without asking black.

black reads and lays out a module anew, which takes longer than all the rest of gradgen together.
Most generated lines are short, and written as black writes from the beginning. This module is on
the safe side: what it is not sure of goes to black.
"""

from __future__ import annotations

import re

_DEFINITION = re.compile(r"def \w+\(([^:#]*)\):")
_DECORATOR = re.compile(r'@\w+\(cache=True(?:, error_model="numpy")?\)')
_IMPORT = re.compile(r"(?:import [\w.]+|from [\w.]+ import \w+)(?: as \w+)?")
_DOCSTRING = re.compile(r'"""[\w ,`.]+|[\w ,.:()`\[\]*+-]*|"""')
# Quotes, brackets of a lone element, directives, and what needs more than a glance.
_DOUBTFUL = re.compile(r"""["'\\\t{;]|,\)|,\]|\)\*\*|\*\*\(|  """)
_NUMBER = re.compile(r"(?<![\w.])\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?")
# An underscore in a number tells black that the code is for newer Pythons: it has to see it.
_CANONICAL_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")
_SPACED_POWER = re.compile(r"(?<!\)) \*\* (?!\(|[\w.]+\()")
_SIGNED_POWER = re.compile(r"-[\w.]+\*\*")
_COMMENT = re.compile(r"# \S.*\S|# \S")


def are_canonical(lines: list[str], line_length: int) -> list[bool]:
    """For each line of a generated function or preamble whether black would leave it.

    A line that begins a docstring is one of several that belong together.
    """
    verdicts, in_docstring = [], False
    for line in lines:
        text = line.strip()
        quotes = text.startswith('"""')
        if quotes or in_docstring:
            verdicts.append(line.isascii() and bool(_DOCSTRING.fullmatch(text)))
            in_docstring ^= quotes
        else:
            verdicts.append(is_canonical(line, line_length))
    return verdicts


def is_canonical(line: str, line_length: int) -> bool:
    """Whether black would leave a whole statement on one line, or a comment, as it is."""
    if not line:
        return True
    text = line.lstrip(" ")
    # black lays out no comment anew, and takes long to say so of many.
    is_long = len(line) > line_length and not text.startswith("#")
    if is_long or not line.isascii() or line != line.rstrip():
        return False
    code, mark, _ = text.partition("#")
    if mark and not _COMMENT.fullmatch(text[len(code) :]):
        return False
    if mark and code:
        if not code.endswith("  ") or code.endswith("   "):
            return False
        code = code[:-2]
    return not code or _is_canonical_code(code)


def _is_canonical_code(code: str) -> bool:
    if _IMPORT.fullmatch(code) or _DECORATOR.fullmatch(code):
        return True
    definition = _DEFINITION.fullmatch(code)
    if definition:
        code = definition[1]
    elif ":" in code:
        return False
    if _DOUBTFUL.search(code) or _SPACED_POWER.search(code) or _SIGNED_POWER.search(code):
        return False
    return all(_CANONICAL_NUMBER.fullmatch(number[0]) for number in _NUMBER.finditer(code))
