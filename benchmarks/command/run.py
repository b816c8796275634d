"""Measures an installed copy of gradgen, and writes the results to benchmarks/COMMAND.md.

python benchmarks/command/run.py            takes several minutes; let the machine do nothing else
python benchmarks/command/run.py --quick    fewer rounds; prints the results and writes nothing

The copy is installed into a fresh environment, with its bytecode compiled, as a user has it.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measuring import processor
from scaling import FLOOR, SIZES, Row, Run, measure, runs

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = HERE.parent / "COMMAND.md"
SAMPLE = ROOT / "samples" / "neuron.py"
LIMIT = 1.3
# By the number of statements; what is not here takes as many rounds as the floor.
ROUNDS = {100: 15, 1_000: 7, 10_000: 3}
MOST_ROUNDS = 25
# What is wanted: 0.3 s for 100 statements and 1.5 s for 1,000, on a machine whose floor is 0.42 s.
WANTED = {100: 0.3 / 0.42, 1_000: 1.5 / 0.42}

_VERSIONS = """
import json, platform
from importlib.metadata import version
packages = {name: version(name) for name in ("libcst", "black", "click")}
print(json.dumps({"Python": platform.python_version(), **packages}))
"""


def main(arguments: list[str]) -> int:
    """Install, measure, report; the exit code is 1 if the sample takes more than its limit."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = _installed(folder / "venv")
        chosen = list(runs(python, SAMPLE, folder))
        rows = measure(chosen, _environment(), _rounds(chosen, quick="--quick" in arguments))
        files = {size: folder / f"numbers_{size}.py" for size in SIZES}
        versions = json.loads(_output(python, "-c", _VERSIONS))
        report = _report(rows, _stages(python, files), versions, load)
    if "--quick" in arguments:
        print(report)
    else:
        RESULTS.write_text(report, "utf-8")
        print(f"wrote {RESULTS.relative_to(ROOT)}")
    ratio = _sample_row(rows).ratio
    print(f"{SAMPLE.name}: {ratio:.2f} times the floor, at most {LIMIT} is wanted")
    return int(ratio > LIMIT)


def _environment() -> dict[str, str]:
    """This process's, without what keeps bytecode from being cached or gradgen from being found."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    return {key: value for key, value in os.environ.items() if key not in unwanted}


def _installed(venv: Path) -> Path:
    """The Python of a new environment that has gradgen."""
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, env=_environment())
    python = venv / "bin" / "python"
    _output(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(ROOT))
    return python


def _output(python: Path, *arguments: str) -> str:
    command = [str(python), *arguments]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=_environment()
    )
    return done.stdout


def _rounds(chosen: list[Run], *, quick: bool) -> dict[str, int]:
    most = {run.name: ROUNDS.get(run.size, MOST_ROUNDS) for run in chosen}
    return {name: max(1, rounds // 5) for name, rounds in most.items()} if quick else most


def _stages(python: Path, files: Mapping[int, Path]) -> dict[int, dict[str, float]]:
    """Seconds by stage, by the number of statements."""
    names = map(str, files.values())
    found = json.loads(_output(python, str(HERE / "stages.py"), *names))
    return {size: found[str(file)] for size, file in files.items()}


def _sample_row(rows: list[Row]) -> Row:
    return next(row for row in rows if row.name.endswith(SAMPLE.name))


def _report(
    rows: list[Row],
    stages: Mapping[int, Mapping[str, float]],
    versions: Mapping[str, str],
    load: float,
) -> str:
    return _REPORT.format(
        scaling=_scaling_table(rows),
        stages=_stage_table(stages),
        wanted=_wanted(rows),
        limit=LIMIT,
        processor=processor(),
        system=f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
        load=f"{load:.1f} when it began, {os.getloadavg()[0]:.1f} when it ended",
        blas=os.environ.get("OPENBLAS_CORETYPE", "not set"),
    )


def _scaling_table(rows: list[Row]) -> str:
    lines = [
        "| Command | Rounds | Median | Ratio to the floor | Least to most | Per statement |",
        "|---|---|---|---|---|---|",
    ]
    floor = next(row.seconds for row in rows if row.name == FLOOR)
    for row in rows:
        each = f"{1000 * (row.seconds - floor) / row.size:.1f} ms" if row.size >= 100 else ""
        lines.append(
            f"| {row.name} | {row.rounds} | {row.seconds:.2f} s | {row.ratio:.2f} "
            f"| {row.least:.2f} to {row.most:.2f} | {each} |"
        )
    return "\n".join(lines)


def _wanted(rows: list[Row]) -> str:
    lines = [
        f"- {row.name}: {row.ratio:.2f} times the floor, at most {WANTED[row.size]:.2f} is wanted"
        for row in rows
        if row.size in WANTED and row.ratio > WANTED[row.size]
    ]
    return "\n".join(lines) or "- nothing"


def _stage_table(stages: Mapping[int, Mapping[str, float]]) -> str:
    names = list(next(iter(stages.values())))
    lines = [f"| Statements | {' | '.join(names)} | all |", f"|---{'|---' * len(names)}|---|"]
    for size, spent in stages.items():
        whole = sum(spent.values())
        shares = " | ".join(f"{100 * spent[name] / whole:.0f} %" for name in names)
        lines.append(f"| {size:,} | {shares} | {whole:.2f} s |")
    return "\n".join(lines)


_REPORT = """# The command

What gradgen itself costs; `make bench-command` measures anew and rewrites this page. What its
gradients cost is [another page](RESULTS.md).

## Whole processes

The floor is starting Python and importing libcst, black and click. The commands take turns, round
after round; a ratio is the median of the ratios within rounds, so that what else the machine does
meets both sides alike. Time is that of the processor. The sample has to stay within {limit} times
the floor. *Per statement* is what a command takes beyond the floor.

{scaling}

A statement of these files is two gates, and becomes five or six lines of output; `scaling.py` makes
the files. Those of arrays say nothing of their shapes. Wanted are at most 0.3 s for 100 statements
and 1.5 s for 1,000, on a machine whose floor is 0.42 s. What takes longer here:

{wanted}

## Stages

Shares of the time between reading the text and having the result, in one process that is warm, so
without the start of Python and the imports.

{stages}

## Machine

- {processor}; {system}
- load average {load}
- {versions}
- gradgen installed from the checkout into a fresh environment, with its bytecode compiled
- OPENBLAS_CORETYPE: {blas}; it plays no part, since neither gradgen nor anything it loads uses BLAS
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
