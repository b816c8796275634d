"""Every sample in every mode, at every point that it names, as a user would have it verified.

python tests/verified_samples.py             runs --verify on all of them, and counts verdicts
python tests/verified_samples.py FOLDER      writes all of them there, each with its emitted test
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from agreement import trials
from cases import Sample, samples
from gradgen.cli import run
from verifying import Outcome

WAYS = {
    "vjp": "",
    "value": "--with-value",
    "split": "--split",
    "jvp": "--mode jvp",
    "jvp_value": "--mode jvp --with-value",
    "hvp": "--mode hvp",
    "hvp_value": "--mode hvp --with-value",
    "jacobian": "--mode jacobian",
    "rows": "--mode jacobian --by rows",
    "columns": "--mode jacobian --by columns --with-value",
    "diagonal": "--mode jacobian --by diagonal",
    "hessian": "--mode hessian",
    "hessian_value": "--mode hessian --with-value",
}


class Way(NamedTuple):
    """A sample, and one of the derivatives that it has."""

    sample: Sample
    name: str

    @property
    def words(self) -> list[str]:
        """The options of the sample's own, and those of the way."""
        taken = {"--with-value"} if self.name == "split" else set()
        return [*(w for w in self.sample.words if w not in taken), *WAYS[self.name].split()]

    @property
    def exists(self) -> bool:
        """Whether gradgen makes it: some derivatives are of single numbers alone."""
        return said(str(self.sample.path), *self.words).code == 0

    def points(self, folder: Path) -> Iterator[list[str]]:
        """Options for each point that the sample names: its values are in files of `folder`."""
        named = (t for t in trials(self.sample) if not t.is_near and not t.gives)
        for number, trial in enumerate(named):
            if not trial.has_arrays:
                pairs = ",".join(f"{name}={value!r}" for name, value in trial.values.items())
                yield ["-f", trial.function, "--at", pairs]
                continue
            file = folder / f"{self.sample.name}_{number}.npz"
            arrays: dict[str, Any] = {k: np.asarray(v) for k, v in trial.values.items()}
            np.savez(file, **arrays)
            yield ["-f", trial.function, "--at", str(file)]


def ways() -> Iterator[Way]:
    """All of them, also those that do not exist."""
    return (Way(sample, name) for sample in samples() for name in WAYS)


def said(*arguments: str) -> Outcome:
    """What the command makes of its arguments."""
    output, errors = TextIOWrapper(BytesIO(), encoding="utf-8"), StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        code = run(arguments)
    output.flush()
    buffer = output.buffer
    assert isinstance(buffer, BytesIO)
    return Outcome(code, buffer.getvalue().decode(), errors.getvalue())


def verified(way: Way, folder: Path) -> Iterator[Outcome]:
    """What is said of one way at each of its points."""
    for point in way.points(folder):
        yield said(str(way.sample.path), "--verify", *way.words, *point)


def write_tests(way: Way, folder: Path) -> None:
    """For each point a folder with the sample, its derivative and the test of it."""
    for number, point in enumerate(way.points(folder)):
        here = folder / f"{way.sample.name}-{way.name}-{number}"
        here.mkdir()
        source = here / f"{way.sample.name}.py"
        source.write_bytes(way.sample.source)
        test = here / f"test_{here.name.replace('-', '_')}.py"
        made = said(str(source), *way.words, "-o", str(here), *point[:2])
        emitted = said(str(source), "--emit", "test", *way.words, *point, "-o", str(test))
        assert (made.code, emitted.code) == (0, 0), made.err + emitted.err


# What a test of samples needs besides: their annotations are jaxtyping's, and gradgen is not there.
CONFTEST = """\
import sys

sys.path.insert(0, {tests!r})
import jaxtyping_stand_in

jaxtyping_stand_in.install()
for name in ("gradgen", "libcst", "black", "click"):
    sys.modules[name] = None
"""


def write_conftest(folder: Path) -> None:
    """What the tests below a folder need."""
    text = CONFTEST.format(tests=str(Path(__file__).resolve().parent))
    (folder / "conftest.py").write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    """Do it for all of them, and tell how many there are; 1 if something is wrong."""
    verdicts: Counter[str] = Counter()
    failed = 0
    existing = (way for way in ways() if way.exists)
    if arguments:
        Path(arguments[0]).mkdir(exist_ok=True)
        write_conftest(Path(arguments[0]))
    with TemporaryDirectory() as folder:
        for way in existing:
            verdicts[f"{way.name} (functions)"] += 1
            if arguments:
                write_tests(way, Path(arguments[0]))
                continue
            for outcome in verified(way, Path(folder)):
                verdicts.update(outcome.verdicts.values())
                failed += bool({*outcome.slugs} - {"kink", "unsure-gradient"})
                if outcome.slugs:
                    print(way.sample.name, way.name, outcome.out, outcome.err, sep="\n")
    print(*(f"{count:6} {what}" for what, count in sorted(verdicts.items())), sep="\n")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
