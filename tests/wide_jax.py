"""What the tests of wrappers for JAX share: numbers of 64 bits, and random ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

jax: Any = pytest.importorskip("jax")


@pytest.fixture(autouse=True)
def wide() -> Iterator[None]:
    """Numbers of 64 bits, so that differences tell something."""
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def random(*shape: int, seed: int = 0) -> Any:
    """Random numbers in the shape."""
    return jax.random.normal(jax.random.key(seed + sum(shape)), shape)
