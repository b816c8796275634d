"""A target: how each gate is spelled in one library, and how its spellings are read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """The spellings of one library.

    `functions` maps gates to qualified names (`"exp": "math.exp"`, `"abs": "builtins.abs"`), the
    one to write; `aliases` maps further qualified names to gates, to read only; `templates` maps
    gates that have no function of their own to a worked-out expression in their operands, which
    are called x, y, z in order; `operators` are functions to be written for operators of Python's
    that ask whether a value holds as a whole; `definitions` is the module whose functions are
    copied into the output for the gates that need one.
    """

    name: str
    functions: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    operators: Mapping[str, str] = field(default_factory=dict)
    definitions: str = ""

    def gate(self, qualified: str) -> str | None:
        """The gate that a qualified name such as `math.exp` stands for."""
        return self._gates.get(qualified)

    def __post_init__(self) -> None:
        gates = {qualified: gate for gate, qualified in self.functions.items()} | dict(self.aliases)
        object.__setattr__(self, "_gates", gates)

    _gates: Mapping[str, str] = field(init=False, repr=False, compare=False)
