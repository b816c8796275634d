"""Names for new values: the same clash is resolved the same way every time."""

from __future__ import annotations

from collections.abc import Iterable


class Names:
    """The names of one circuit: those given out, and those that the user's text has a claim on."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._reserved = set(reserved)
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._reserved or name in self._given

    def branch(self) -> Names:
        """Names that keep clear of these, for a part of the circuit that nobody else looks into."""
        return Names(self._reserved | self._given)

    def reserve(self, names: Iterable[str]) -> None:
        """Keep `names` from being invented later."""
        self._reserved.update(names)

    def claim(self, name: str) -> str:
        """`name` itself the first time (it is the user's own); then `name_1`, `name_2`, …"""
        if name not in self._given:
            self._given.add(name)
            return name
        return self.fresh(name)

    def fresh(self, base: str) -> str:
        """`base` where nobody has it, else the first free of `base_1`, `base_2`, …"""
        if base not in self:
            self._given.add(base)
            return base
        return self._count(f"{base}_{{}}")

    def temporary(self) -> str:
        """The first free of `t1`, `t2`, …"""
        return self._count("t{}")

    def _count(self, pattern: str) -> str:
        number = self._next.get(pattern, 1)
        while (name := pattern.format(number)) in self:
            number += 1
        self._next[pattern] = number + 1
        self._given.add(name)
        return name
