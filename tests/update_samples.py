"""Writes the expected output of every sample anew, and says which changed.

python tests/update_samples.py
"""

from __future__ import annotations

import sys

from cases import Sample, all_samples, orphans
from gradgen.diagnostics import GradgenError


def main() -> int:
    """Rewrite what differs; the exit code is 1 if a sample is refused or an orphan is found."""
    refused = [sample for sample in all_samples() if not update(sample)]
    lost = orphans()
    for name in lost:
        print(f"orphan: samples/{name} has no input", file=sys.stderr)
    return 1 if refused or lost else 0


def update(sample: Sample) -> bool:
    """Write the expected output of one sample; False where gradgen refuses it."""
    try:
        new = sample.result.source
    except GradgenError as error:
        print(f"refused: samples/{sample.expected.name}\n{error}", file=sys.stderr)
        return False
    old = sample.expected.read_text("utf-8") if sample.expected.exists() else None
    if new != old:
        sample.expected.write_text(new, encoding="utf-8", newline="\n")
        print(f"{'new' if old is None else 'changed'}: samples/{sample.expected.name}")
    return True


if __name__ == "__main__":
    sys.exit(main())
