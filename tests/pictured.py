"""The samples whose pictures are kept in `tests/pictures/`, in the forms that are plain text.

python tests/pictured.py    writes them anew, and says which changed
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cases import SAMPLES
from gradgen.api import build
from gradgen.pipeline import Result

FOLDER = Path(__file__).parent / "pictures"
ENDINGS = {"dot": "dot", "mermaid": "mmd", "json": "json"}
NAMES = {
    "dot": ("neuron", "fan_out", "linear_layer", "two_outputs", "helper_functions"),
    "mermaid": ("neuron", "fan_out", "linear_layer", "two_outputs", "helper_functions"),
    "json": ("written_out", "linear_layer"),
}


class Picture(NamedTuple):
    """A sample in one form, and the file that it is kept in."""

    sample: str
    form: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.sample}.{ENDINGS[self.form]}"

    @property
    def text(self) -> str:
        return str(getattr(sample_result(self.sample), self.form)())


def sample_result(name: str, mode: str = "vjp") -> Result:
    """What gradgen makes of a sample."""
    return build((SAMPLES / f"{name}.py").read_bytes(), filename=f"{name}.py", mode=mode)


def pictures() -> Iterator[Picture]:
    """All that are kept."""
    return (Picture(name, form) for form, names in NAMES.items() for name in names)


def main() -> int:
    """Rewrite what differs."""
    FOLDER.mkdir(exist_ok=True)
    for picture in pictures():
        old = picture.path.read_text("utf-8") if picture.path.exists() else None
        if picture.text != old:
            picture.path.write_text(picture.text, encoding="utf-8", newline="\n")
            print(f"{'new' if old is None else 'changed'}: tests/pictures/{picture.path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
