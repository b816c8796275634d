"""What a project wants to have generated: `[[tool.gradgen.targets]]`, and the defaults for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from gradgen.diagnostics import Diagnostic, GradgenError
from gradgen.diagnostics.suggestion import nearest
from gradgen.options import MODES, OUTPUT_TARGETS, WAYS, WRAPPERS, misuse
from gradgen.project.pyproject import Key, Pyproject

TABLE: Final = ("tool", "gradgen")
TARGETS: Final = (*TABLE, "targets")


class TargetSettings(NamedTuple):
    """A target: where it is read, where it is written, and what is chosen, by the options' names.

    Paths are relative to the folder of the pyproject.toml; `key` is the target's own place in it.
    """

    source: str
    output: str
    choices: Mapping[str, Any]
    key: Key


def read_targets(project: Pyproject) -> list[TargetSettings]:
    """The targets of a project, in order. Raises GradgenError with all that is wrong in them."""
    reader = _Reader(project)
    table = reader.table(TABLE, _at(project.values, TABLE, {}))
    rows = table.pop("targets", [])
    table.pop("rules", None)  # read for each file, by `gradgen.project.rules`
    if not isinstance(rows, list):
        reader.refuse(TARGETS, "write each of them as [[tool.gradgen.targets]]")
        rows = []
    defaults = reader.choices(TABLE, table, _CHOICES)
    read = [reader.target((*TARGETS, n), row, defaults) for n, row in enumerate(rows)]
    if reader.found:
        raise GradgenError(reader.found)
    return [target for target in read if target]


def _at(values: Any, key: Key, default: Any) -> Any:
    for part in key:
        if not isinstance(values, dict) or part not in values:
            return default
        values = values[part]
    return values


class _Reader:
    """Reads tables of a pyproject.toml, and gathers what is wrong in them."""

    def __init__(self, project: Pyproject) -> None:
        self.project = project
        self.found: list[Diagnostic] = []

    def refuse(self, key: Key, reason: str) -> None:
        """A value that makes no sense."""
        name = next(part for part in reversed(key) if isinstance(part, str))
        message = f"the setting `{name}` of gradgen makes no sense"
        help = "gradgen --explain invalid-settings tells what the settings may be"
        labels = (self.project.label(key, reason),)
        self.found.append(Diagnostic("invalid-settings", message, labels, help))

    def table(self, key: Key, value: Any) -> dict[str, Any]:
        """A table as it is, if it is one."""
        if isinstance(value, dict):
            return dict(value)
        self.refuse(key, "this has to be a table")
        return {}

    def target(self, key: Key, row: Any, defaults: dict[str, Any]) -> TargetSettings | None:
        """One target: its own choices, and the defaults for the others."""
        table = self.table(key, row)
        choices = self.choices(key, table, _PATHS | _CHOICES)
        missing = [name for name in _PATHS if name not in choices]
        for name in missing if isinstance(row, dict) else ():
            if name not in table:
                self.refuse(key, f"a target needs `{name}`")
        whole = {**defaults, **choices}
        wrong = misuse(
            whole.get("mode", "vjp"),
            with_value=whole.get("with_value", False),
            split=whole.get("split", False),
            by=whole.get("by", ""),
            target=whole.get("target", "auto"),
            wrap=whole.get("wrap", ""),
        )
        if wrong:
            self.refuse(key, f"{wrong.option}: {wrong.why[0].lower()}{wrong.why[1:-1]}")
        if missing:
            return None
        source, output = whole.pop("source"), whole.pop("output")
        return TargetSettings(source, output, whole, key)

    def choices(
        self, key: Key, table: Mapping[str, Any], known: Mapping[str, Callable[[Any], Any]]
    ) -> dict[str, Any]:
        """The choices that a table makes, by the options' names."""
        chosen: dict[str, Any] = {}
        for given, value in table.items():
            name = _plain(given)
            if name not in known:
                self._unknown((*key, given), known)
            elif name in chosen:
                self.refuse((*key, given), "it is given twice, once with - and once with _")
            else:
                try:
                    chosen[name] = known[name](value)
                except ValueError as wrong:
                    self.refuse((*key, given), str(wrong))
        return chosen

    def _unknown(self, key: Key, known: Mapping[str, object]) -> None:
        given = str(key[-1])
        near = nearest(_plain(given), known).replace("_", "-")
        message = f"gradgen has no setting `{given}` here"
        names = ", ".join(name.replace("_", "-") for name in known)
        label = self.project.label(key, f"did you mean `{near}`?" if near else "not known")
        help = f"the settings here are {names}"
        self.found.append(Diagnostic("unknown-setting", message, (label,), help))


def _plain(given: str) -> str:
    """The name of a setting as options have it: `with-value` and `with_value` are the same."""
    return given.replace("-", "_")


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("this has to be a text")
    return value


def _names(value: Any) -> tuple[str, ...]:
    """Names in one text, with commas, or as a list."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise ValueError("this has to be a list of names")
    names = tuple(name.strip() for name in given if name.strip())
    if not names:
        raise ValueError("it names nothing")
    return names


def _shapes(value: Any) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(shape, str) for shape in value.values()):
        return value
    raise ValueError('this has to be a table of shapes: { x = "N,D" }')


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("this has to be true or false")
    return value


def _length(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("this has to be a positive number")
    return value


def _one_of(known: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError(f"this has to be one of {', '.join(known)}")
        return str(value)

    return read


_PATHS: Final[dict[str, Callable[[Any], Any]]] = {"source": _text, "output": _text}
_CHOICES: Final[dict[str, Callable[[Any], Any]]] = {
    "function": _names,
    "wrt": _names,
    "shape": _shapes,
    "mode": _one_of(MODES),
    "by": _one_of(WAYS),
    "target": _one_of(OUTPUT_TARGETS),
    "split": _flag,
    "wrap": _one_of(WRAPPERS),
    "with_value": _flag,
    "optimize": _flag,
    "line_length": _length,
}


def known_choices() -> tuple[str, ...]:
    """The settings that are the choices of the options, by the options' names."""
    return tuple(_CHOICES)
