"""The peers, one a file: `gradient(work)` gives a run that returns the value and the gradients.

Each has a `TITLE`, and says whether it computes `IN_NUMPY`, where tracemalloc sees its arrays.
`WRONG`, if it has that, names the workloads whose gradient it is known to get wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PEERS = ("autograd", "tangent_ad", "jax", "torch")


def translated(text: str, modules: Mapping[str, str]) -> str:
    """The text with its imports turned to other modules: `numpy` to `jax.numpy`, say.

    What tells that an array holds NumPy's floats goes: no peer reads it, and jax has others.
    """
    text = re.sub(r"^from numpy\.typing .*\n|: NDArray\[[\w.]+\]", "", text, flags=re.MULTILINE)
    named = re.sub(r"^import (\w+)$", r"import \1 as \1", text, flags=re.MULTILINE)
    return re.sub(
        r"^(import|from) (\w+)",
        lambda found: f"{found[1]} {modules.get(found[2], found[2])}",
        named,
        flags=re.MULTILINE,
    )
