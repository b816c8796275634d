"""All workloads in small sizes: values and gradients are compared, and nothing is measured.

python benchmarks/check.py
"""

from __future__ import annotations

import sys

import numpy as np
from columns import Entry, as_tuple, columns, ready
from workload import NAMES, Workload, workload

STEP = 1e-6


def check(name: str) -> list[Entry]:
    """The gradients of a workload, which agree, and have the slope of the forward."""
    work = workload(name, small=True)
    entries, _ = ready(work, columns())
    value, gradients = entries[0].run()
    np.testing.assert_allclose(value, work.forward(**work.inputs), rtol=1e-10, err_msg=name)
    chance = np.random.default_rng(1)
    along = {name: chance.normal(size=np.shape(work.inputs[name])) for name in work.wrt}
    pairs = zip(as_tuple(gradients), along.values(), strict=True)
    told = sum(float(np.vdot(gradient, way)) for gradient, way in pairs)
    found = (_at(work, along, STEP) - _at(work, along, -STEP)) / (2 * STEP)
    np.testing.assert_allclose(found, told, rtol=1e-6, atol=1e-8, err_msg=f"{name}: the slope")
    return entries


def _at(work: Workload, along: dict[str, np.ndarray], step: float) -> float:
    moved = {name: work.inputs[name] + step * way for name, way in along.items()}
    return float(work.forward(**{**work.inputs, **moved}))


def main() -> int:
    """Check all; a difference is raised."""
    for name in NAMES:
        print(f"{name}: {', '.join(entry.column.title for entry in check(name))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
