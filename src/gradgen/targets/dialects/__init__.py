"""Libraries that speak NumPy with differences: a table for each, which holds only what differs."""

from __future__ import annotations

from gradgen.ir.program import Import
from gradgen.targets.dialects.array_api import ARRAY_API, is_asking_module
from gradgen.targets.dialects.cupy import CUPY
from gradgen.targets.dialects.dask import DASK
from gradgen.targets.dialects.dialect import Dialect
from gradgen.targets.dialects.jax import JAX
from gradgen.targets.dialects.torch import TORCH

DIALECTS: tuple[Dialect, ...] = (JAX, TORCH, CUPY, DASK, ARRAY_API)


def dialect_named(name: str) -> Dialect | None:
    """The dialect of that name; `None` for NumPy itself, whose name is empty."""
    return next((dialect for dialect in DIALECTS if dialect.name == name), None)


def dialect_of(module: str) -> Dialect | None:
    """The dialect that a module such as `jax.numpy` belongs to."""
    return next((dialect for dialect in DIALECTS if dialect.in_numpy(module)), None)


def is_of_another(binding: Import, dialect: Dialect) -> bool:
    """Whether an import brings in arrays of another library than a dialect's own."""
    path = f"{binding.module}.{binding.attribute}" if binding.attribute else binding.module
    if dialect.in_numpy(path) or is_asking_module(binding.module):
        return False
    return path.partition(".")[0] in ("numpy", "scipy") or dialect_of(path) is not None
