"""The rule files of the user's project: `rules = ["rules.py"]` in `[tool.gradgen]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.project.pyproject import Key, Pyproject, nearest, shown

_KEY: Key = ("tool", "gradgen", "rules")
_HELP = 'name files of rules, as seen from pyproject.toml: rules = ["rules.py"]'


def rules_in(folder: Path) -> tuple[str, ...]:
    """The rule files that hold for files in `folder`, as they are called from the current one.

    Raises GradgenError where the setting makes no sense.
    """
    file = nearest(folder)
    if file is None or not _speaks_of_rules(file):
        return ()
    project = Pyproject.read(file, f"cannot read the rules in {shown(file)}", _HELP)
    table: Any = project.values
    for name in _KEY[:-1]:
        table = table.get(name, {})
        if not isinstance(table, dict):
            return ()  # whoever reads the targets will say so
    given = table.get("rules", [])
    if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
        raise _invalid(project, "this has to be a list of files")
    for each in given:
        if not (file.parent / each).is_file():
            raise _invalid(project, f"there is no file {each} beside it")
    return tuple(dict.fromkeys(shown((file.parent / each).resolve()) for each in given))


def _speaks_of_rules(file: Path) -> bool:
    """Whether there is anything to look for: a file that is not valid is no matter else."""
    try:
        return b"rules" in file.read_bytes()
    except OSError:
        return False


def _invalid(project: Pyproject, why: str) -> GradgenError:
    message = "the setting `rules` of gradgen makes no sense"
    label = project.label(_KEY, why)
    return GradgenError([Diagnostic("invalid-settings", message, (label,), _HELP)])
