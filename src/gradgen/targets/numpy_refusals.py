"""Functions of NumPy and SciPy without a rule on purpose: why, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_IN_PLACE: Final = "it changes an array in place, and other names may share it"

# Functions and methods that change their arguments: refused even where no gradient flows.
IN_PLACE: Final = frozenset(
    (
        *("numpy.copyto", "numpy.put", "numpy.place", "numpy.putmask", "numpy.fill_diagonal"),
        *("numpy.put_along_axis", "numpy.add.at", "numpy.multiply.at"),
        *("numpy.maximum.at", "numpy.minimum.at"),
        *("ndarray.fill", "ndarray.put", "ndarray.sort", "ndarray.partition", "ndarray.resize"),
        *("ndarray.setfield", "ndarray.setflags", "ndarray.byteswap"),
    )
)

REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(IN_PLACE, _IN_PLACE),
}

INSTEAD: Final[Mapping[str, str]] = {
    "ndarray.sort": "write `y = np.sort(x)`",
    "ndarray.fill": "write `y = np.full_like(x, value)`",
    "numpy.fill_diagonal": "add a diagonal matrix: `y = x + np.diag(d)`",
}
