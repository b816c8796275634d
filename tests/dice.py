"""The choices of a random program, all made from one number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """The choices of one program: the same number makes the same ones everywhere."""

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`."""
        return options[self._random.randrange(len(options))]

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return self._random.randint(low, high)

    def one_in(self, count: int) -> bool:
        """True once in `count` times."""
        return self.number(1, count) == 1

    def several(self, options: Sequence[T], low: int, high: int) -> list[T]:
        """From `low` to `high` different ones of `options`."""
        high = min(high, len(options))
        return self._random.sample(options, self.number(min(low, high), high))

    def place(self) -> float:
        """Where to look at a program: a short number of moderate size, not near to 0."""
        value = round(self._random.uniform(0.06, 2.0), self.number(1, 6)) or 1.0
        return self.pick((-1.0, 1.0)) * value
