"""CuPy: NumPy on a graphics card."""

from __future__ import annotations

from typing import Final

from gradgen.targets.dialects.dialect import Dialect

_BETWEEN: Final = "may give a value between elements where NumPy gives one of them"

CUPY: Final = Dialect(
    name="cupy",
    title="CuPy",
    modules=(("cupy", "numpy"), ("cupyx.scipy", "scipy")),
    usual={
        "numpy": ("numpy", "", "cp"),
        "scipy.special": ("scipy", "special", "special"),
        "scipy.linalg": ("scipy", "linalg", "linalg"),
    },
    definitions=("arrays_only",),
    arrays_only=True,
    unlike=dict.fromkeys(("numpy.quantile", "numpy.nanquantile"), _BETWEEN),
)
