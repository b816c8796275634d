"""Whether the report of a large function scrolls smoothly, in a headless Chromium.

python benchmarks/scrolling.py            measures, and writes SCROLLING.md
python benchmarks/scrolling.py PAGE...    measures pages that are there already, and prints

It scrolls down a page, so far in each frame as a fast hand does, and looks at the time between one
frame and the next. There is one each 16.7 ms, if nothing holds it up.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from browser import chromium, open_tab  # noqa: E402
from gradgen.api import build  # noqa: E402

PAGE = HERE / "SCROLLING.md"
STATEMENTS = (100, 1000)
LATE = 50.0
"""Milliseconds after which a frame is late: three in a row are missing. So long is a long task."""
_FRAMES, _STEP = 300, 120
_SETTLED = 3.0
_SCROLL = f"""
new Promise((done) => {{
  const gaps = [], tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration)))
    .observe({{type: "longtask"}});
  const start = scrollY;
  let frame = 0, before = performance.now();
  const step = (now) => {{
    if (frame) gaps.push(now - before);
    before = now;
    if (frame++ < {_FRAMES}) {{
      scrollTo(0, start + {_STEP} * frame);
      requestAnimationFrame(step);
    }} else {{
      done({{gaps, tasks, pixels: scrollY - start}});
    }}
  }};
  requestAnimationFrame(step);
}})
"""


class Scrolled(NamedTuple):
    """The milliseconds between frames, those of long tasks, and how far the page was moved."""

    gaps: list[float]
    tasks: list[float]
    pixels: float

    @property
    def cells(self) -> tuple[str, ...]:
        """How many frames there were, their times, and how many were late."""
        ordered = sorted(self.gaps)
        nearly_all = ordered[int(len(ordered) * 0.99)]
        late = sum(gap > LATE for gap in ordered)
        times = f"{median(ordered):.1f} ms", f"{nearly_all:.1f} ms"
        return f"{len(ordered)}", f"{self.pixels:,.0f} px", *times, f"{late}", f"{len(self.tasks)}"


HEAD = ("frames", "moved by", "median", "99 % within", "late frames", "long tasks")
_TEXT = """\
# Scrolling

Whether the page of `--emit html` scrolls smoothly: a page is moved down by {step} px in each frame,
in a headless Chromium, which draws without a graphics card. There is a frame each 16.7 ms, if
nothing holds it up. *Late* are frames that come after more than {late:.0f} ms; a *long task* takes
the browser as long. `python benchmarks/scrolling.py` measures anew and rewrites this page.

{table}

Load average when it ended: {load:.0f}, on {processors} processors; what else runs there makes
frames late.
"""


def chain(statements: int) -> str:
    """A function of so many statements, each of which reads the one before."""
    lines = [f"    v{n} = v{n - 1} * 0.5 + x" for n in range(1, statements)]
    last = f"    return v{statements - 1}"
    return "\n".join(["def f(x, y):", "    v0 = x * y", *lines, last, ""])


def scrolled(page: Path) -> Scrolled:
    """What it is like to scroll through a page, in a browser of its own."""
    with tempfile.TemporaryDirectory() as folder, open_tab(Path(folder, "browser")) as tab:
        tab.open(page)
        tab.send("Page.bringToFront")
        time.sleep(_SETTLED)
        wait = {"awaitPromise": True, "returnByValue": True}
        told = tab.send("Runtime.evaluate", expression=_SCROLL, **wait)
    return Scrolled(**told["result"]["value"])


def table(pages: dict[str, Path]) -> str:
    """A row for each page."""
    rows = [("page", *HEAD), ("---",) * (len(HEAD) + 1)]
    rows += [(name, *scrolled(page).cells) for name, page in pages.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _machine() -> dict[str, float]:
    return {"load": os.getloadavg()[0], "processors": os.cpu_count() or 1}


def main(arguments: list[str]) -> int:
    """Measure the pages of some functions, or pages that are there already."""
    if not chromium():
        print("no Chromium is installed here", file=sys.stderr)
        return 1
    if arguments:
        print(table({Path(name).stem: Path(name).resolve() for name in arguments}))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        pages = {f"{n:,} statements": Path(folder, f"{n}.html") for n in STATEMENTS}
        for statements, page in zip(STATEMENTS, pages.values(), strict=True):
            page.write_text(build(chain(statements)).html(), "utf-8")
        text = _TEXT.format(step=_STEP, late=LATE, table=table(pages), **_machine())
    PAGE.write_text(text, "utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
