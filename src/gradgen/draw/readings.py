"""What values and gradients were when a file was run: for the ends of lines, and for the wires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Reading(NamedTuple):
    """A value: a single number; or the shape of an array, its range and its norm."""

    number: float
    shape: tuple[int, ...] = ()
    least: float = 0.0
    most: float = 0.0

    @property
    def short(self) -> str:
        """For a wire: `-0.197`, or `[4, 3]`."""
        return _sizes(self.shape) if self.shape else f"{self.number + 0.0:.3g}"

    @property
    def brief(self) -> str:
        """For where there is little room: `-0.197`, or `[4, 3] norm 2.13`."""
        return f"{self.short} norm {self.number:.3g}" if self.shape else self.short

    @property
    def text(self) -> str:
        """For the end of a line: `-0.1966`, or `[4, 3] from -1.2 to 0.8, norm 2.13`."""
        if not self.shape:
            return f"{self.number + 0.0:.4g}"
        span = f"from {self.least:.3g} to {self.most:.3g}"
        return f"{_sizes(self.shape)} {span}, norm {self.number:.3g}"


def _sizes(shape: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, shape))}]"


@dataclass(frozen=True)
class Readings:
    """Readings of one run; in a loop those of the last turn.

    `lines` are by the first line of a generated statement, `values` by function and name, and so
    are the `upstream` gradients, or tangents, that were given to the derivative.
    """

    lines: Mapping[int, Reading] = field(default_factory=dict)
    values: Mapping[tuple[str, str], Reading] = field(default_factory=dict)
    upstream: Mapping[tuple[str, str], Reading] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was run."""
        return bool(self.lines)


NO_READINGS = Readings()
