"""PyTorch: `dim` for `axis`, words of its own for much, tensors and no plain numbers."""

from __future__ import annotations

from typing import Final

from gradgen.targets.dialects.dialect import Dialect

TORCH: Final = Dialect(
    name="torch",
    title="PyTorch",
    modules=(("torch", "numpy"),),
    usual={"numpy": ("numpy", "", "torch")},
    definitions=("torch",),
    phrased=True,
    arrays_only=True,
    synonyms={"axis": "dim", "keepdims": "keepdim"},
    types={"float": "float32", "double": "float64", "int": "int32", "long": "int64"},
    untyped=frozenset(f"numpy.{made}" for made in ("zeros", "ones", "empty", "full", "eye")),
)
