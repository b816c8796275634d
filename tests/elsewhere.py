"""Other processes: one in which gradgen is not there, and one that hashes differently."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from agreement import trials
from cases import Case
from running import arguments, generated

_ALONE = """
import json, sys
try:
    import gradgen
except ImportError:
    pass
else:
    sys.exit("gradgen can be imported")
results = {}
for name, (source, calls) in json.load(sys.stdin).items():
    module = {"__name__": name}
    exec(compile(source, name, "exec"), module)
    results[name] = [module[f](*positional, **named) for f, positional, named in calls]
json.dump(results, sys.stdout)
"""

_AGAIN = """
import json, sys
from cases import Case
given = json.load(sys.stdin)
cases = (Case(name, source.encode("latin-1")) for name, source in given.items())
json.dump({case.name: case.result.source for case in cases}, sys.stdout)
"""


def without_gradgen(cases: Iterable[Case]) -> Mapping[str, list[Any]]:
    """What the generated functions of each case return in a Python without any package."""
    given = {case.name: (case.result.source, _calls(case)) for case in cases}
    return _run([sys.executable, "-I", "-S", "-c", _ALONE], given, {})


def here(case: Case) -> list[Any]:
    """The same, in this process."""
    functions = generated(case.result.source, case.result.functions)
    names = {f"{name}_backward": function for name, function in functions.items()}
    results = [names[f](*positional, **named) for f, positional, named in _calls(case)]
    plain: list[Any] = json.loads(json.dumps(results))
    return plain


def _calls(case: Case) -> list[tuple[str, list[Any], dict[str, Any]]]:
    functions = generated(case.result.source, case.result.functions)
    return [
        (f"{t.function}_backward", *arguments(functions[t.function], t.arguments))
        for t in trials(case)
    ]


def with_other_hashes(cases: Iterable[Case]) -> Mapping[str, str]:
    """What gradgen makes of each case in a process of its own, in which sets have another order."""
    given = {case.name: case.source.decode("latin-1") for case in cases}
    path = os.pathsep.join((str(Path(__file__).parent), *filter(None, sys.path)))
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    command = [sys.executable, "-c", _AGAIN]
    return _run(command, given, {"PYTHONPATH": path, "PYTHONHASHSEED": seed})


def _run(command: list[str], given: object, environment: Mapping[str, str]) -> Mapping[str, Any]:
    done = subprocess.run(
        command,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results: Mapping[str, Any] = json.loads(done.stdout)
    return results
