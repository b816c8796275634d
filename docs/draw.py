"""Draws the pictures of the documentation into docs/pictures, and says which changed.

python docs/draw.py            draws what is out of date
python docs/draw.py --check    only says which circuits are; the exit code is 1 if any is

It needs pygraphviz for the circuits, and Chromium for the picture of a page; without it that one stays
as it is. What circuits look like depends on the fonts of the machine: a picture is only drawn anew
where the circuit, its labels or its values have changed.
"""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import DOCS, GALLERY, ROOT

sys.path.insert(0, str(ROOT / "tests"))

from browser import chromium, open_tab
from cases import Sample

from gradgen.draw.svg import MOST_GATES

PICTURES = DOCS / "pictures"
NEURON = ROOT / "samples" / "neuron.py"
_STEPS = 7
AT = "w0=2,x0=-1,w1=-3,x1=-2,w2=-3"
_TOLD = re.compile(r"<text[^>]*?(?: fill=\"[^\"]*\")?>(.*?)</text>|class=\"([^\"]*)\"")


def main(arguments: list[str]) -> int:
    """Draw what is out of date, or with `--check` only tell."""
    circuits = {PICTURES / f"{path.stem}.svg": circuit_of(path) for path in GALLERY}
    if "--check" in arguments:
        stale = [path for path, text in circuits.items() if text and told(read(path)) != told(text)]
        print("".join(f"out of date: {path.relative_to(ROOT)}\n" for path in stale), end="")
        return int(bool(stale))
    PICTURES.mkdir(exist_ok=True)
    for path, text in circuits.items():
        if text:
            keep(path, text)
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder, "neuron.svg")
        command = [sys.executable, "-m", "gradgen", "-q", str(NEURON), "--at", AT]
        subprocess.run([*command, "--emit", "svg", "-o", str(drawn)], check=True)
        keep(PICTURES / "neuron_at.svg", drawn.read_text("utf-8"))
    photograph()
    return 0


def circuit_of(path: Path) -> str:
    """The picture of a sample; empty where it would be too large."""
    result = Sample(path.stem, path.read_bytes(), path=path).result
    gates = sum(len(function.gates) for function in result.scene.functions)
    return result.svg() if gates <= MOST_GATES else ""


def read(path: Path) -> str:
    """The text of a file; empty if there is none."""
    return path.read_text("utf-8") if path.exists() else ""


def keep(path: Path, text: str) -> None:
    """Write a picture, unless the one that is there says the same."""
    old = read(path)
    if told(old) != told(text):
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{'changed' if old else 'new'}: {path.relative_to(ROOT)}")


def told(picture: str) -> list[tuple[str, ...]]:
    """What a picture says, wherever that stands: texts, and the classes of what is drawn."""
    return sorted(_TOLD.findall(picture))


def photograph() -> None:
    """The page of the neuron, some steps on its way back."""
    if not chromium():
        print("no Chromium: docs/pictures/report.png stays as it is")
        return
    with tempfile.TemporaryDirectory() as folder, open_tab(Path(folder, "browser")) as tab:
        page = Path(folder, "report.html")
        command = [sys.executable, "-m", "gradgen", "-q", "samples/neuron.py", "--at", AT]
        subprocess.run([*command, "--emit", "html", "-o", str(page)], check=True, cwd=ROOT)
        size = {"width": 1400, "height": 1240, "deviceScaleFactor": 1, "mobile": False}
        tab.send("Emulation.setDeviceMetricsOverride", **size)
        tab.open(page)
        tab.send("Emulation.setScrollbarsHidden", hidden=True)
        tab.value("for (const e of document.querySelectorAll('header p, figure')) e.remove(); 0")
        for _ in range(_STEPS):
            tab.press("ArrowRight")
        tab.value("scrollTo(0, 0); 0")
        shot = tab.send("Page.captureScreenshot", format="png")["data"]
    (PICTURES / "report.png").write_bytes(base64.b64decode(shot))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
