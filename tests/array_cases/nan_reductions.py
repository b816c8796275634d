"""Reductions that leave out what is `nan`: where `m` does not hold."""

import numpy as np

from array_check import Case, case

M = np.array([[True, False, True, True], [True, True, True, False], [False, True, True, True]])
HOLES = np.where(M, np.array([0.3, 1.1, -0.7, 2.4]) + np.array([[0.2], [1.0], [-1.5]]), np.nan)
NAMES = ("nansum", "nanmean", "nanprod", "nanvar", "nanstd", "nanmax", "nanmin", "nanmedian")


def holed(code: str, x: object = (3, 4), m: object = M) -> Case:
    """A case with `nan` in some places of the array `z`."""
    return case(f"z = np.where(m, x, np.nan)\n{code}", x=x, m=m, fixed=("m",))


CASES = (
    *(holed(f"np.{name}(z)") for name in NAMES),
    *(case(f"np.{name}(x)", x=(5,)) for name in NAMES),
    *(case(f"np.{name}(x)", x=1.5) for name in NAMES),
    *(holed(f"np.{name}(z, axis=0)") for name in NAMES),
    *(holed(f"np.{name}(z, axis=1, keepdims=True)") for name in NAMES),
    *(holed(f"np.{name}(z, axis=(0, -1))") for name in NAMES),
    *(holed(f"np.{name}(z, axis=-1)", (0, 4), M[:0]) for name in NAMES),
    *(case(f"np.{name}(x, k)", x=(3, 4), k=1, fixed=("k",)) for name in NAMES),
    # What comes back to a `nan` itself.
    *(case(f"np.{name}(x)", x=HOLES) for name in NAMES),
    *(case(f"np.{name}(x, axis=0)", x=HOLES) for name in NAMES),
    *(case(f"np.{name}(x, axis=1)", x=HOLES) for name in ("nancumsum", "nancumprod")),
    case("np.nanquantile(x, 0.3, axis=1)", x=HOLES),
    holed("np.nanvar(z, axis=1, ddof=1)"),
    holed("np.nanstd(z, ddof=1, keepdims=True)"),
    holed("np.nanprod(z)", np.array([[0.0, 3.0, 2.0, -1.0]]), M[:1]),
    holed("np.nanquantile(z, 0.3)"),
    holed("np.nanquantile(z, 0.3, axis=0)"),
    holed("np.nanquantile(z, [0.3, 0.6], axis=1)"),
    holed("np.nanquantile(z, [0.3, 0.6])"),
    holed("np.nanpercentile(z, 30, axis=(0, 1))"),
    holed("np.nanpercentile(z, [10, 30], axis=0, keepdims=True)"),
    holed("np.nancumsum(z)"),
    holed("np.nancumsum(z, axis=1)"),
    holed("np.nancumprod(z)"),
    holed("np.nancumprod(z, axis=0)"),
    holed("x[:, 0] * np.nanargmax(z, axis=1) + np.nanargmin(z, axis=1)"),
    holed("x * np.nanargmax(z) + np.nanargmin(z, axis=1)[:, None]"),
)
