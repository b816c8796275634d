"""Dask: arrays in pieces, computed when they are asked for, on one machine or on many."""

from __future__ import annotations

from typing import Final

from gradgen.targets.dialects.dialect import Dialect

_ABOUT: Final = "is only about right for arrays in several pieces"
_UNSIZED: Final = "has parts whose sizes are not known before it is computed"
_ONE_PIECE: Final = "gives other factors, and takes tall arrays in few pieces only"

DASK: Final = Dialect(
    name="dask",
    title="Dask",
    modules=(("dask.array", "numpy"),),
    usual={"numpy": ("numpy", "", "da")},
    definitions=("dask",),
    by_name=True,
    unlike={
        "numpy.percentile": _ABOUT,
        "numpy.quantile": _ABOUT,
        "numpy.nanpercentile": _ABOUT,
        "numpy.nanquantile": _ABOUT,
        **dict.fromkeys(("numpy.argwhere", "numpy.nonzero", "numpy.flatnonzero"), _UNSIZED),
        "numpy.gradient": "takes other distances",
        "numpy.block": _UNSIZED,
        "numpy.linalg.svd": _ONE_PIECE,
        "numpy.linalg.qr": _ONE_PIECE,
    },
    spelled={
        "numpy.array": "x.copy()",
        "numpy.full_like": "y * ones_like(x)",
        "numpy.size": "x.size",
    },
)
