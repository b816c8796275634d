"""Other processes: one in which gradgen is not there, and one that hashes differently."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from agreement import Trial, trials
from cases import Case
from directions import directions, given
from running import Function, arguments, generated

_ALONE = """
import json, sys
for name in ("gradgen", "libcst", "black", "click"):
    sys.modules[name] = None
def encoded(value):
    return {"dtype": str(value.dtype), "shape": value.shape, "values": value.ravel().tolist()}
def decoded(value):
    if "dtype" not in value:
        return value
    return numpy.array(value["values"], value["dtype"]).reshape(value["shape"])
modules = json.loads(sys.argv[1])
if modules:
    import numpy
    sys.path.append(sys.argv[2])
    import jaxtyping_stand_in
    jaxtyping_stand_in.install()
results = {}
for name, (source, calls) in json.load(sys.stdin, object_hook=decoded).items():
    module = {"__name__": name}
    exec(compile(source, name, "exec"), module)
    results[name] = [module[f](*positional, **named) for f, positional, named in calls]
json.dump(results, sys.stdout, default=encoded)
"""

_AGAIN = """
import json, sys
from cases import Case
given = json.load(sys.stdin)
cases = (Case(n, source.encode("latin-1"), mode=mode) for n, (source, mode) in given.items())
json.dump({case.name: case.result.source for case in cases}, sys.stdout)
"""


def without_gradgen(cases: Iterable[Case]) -> Mapping[str, list[Any]]:
    """What the generated functions of each case return in a Python that has no gradgen.

    It has no package at all, except for what works on arrays: that needs NumPy.
    """
    given = {case.name: (case.result.source, _calls(case)) for case in cases}
    bare = {name: (source, calls) for name, (source, calls) in given.items() if _is_bare(source)}
    rest = {name: pair for name, pair in given.items() if name not in bare}
    folder = str(Path(__file__).parent)
    options = (["-I", "-S"], "false", bare), (["-I"], "true", rest)
    return {
        name: results
        for flags, packages, part in options
        for name, results in _run(
            [sys.executable, *flags, "-c", _ALONE, packages, folder], part, {}
        ).items()
    }


def _is_bare(source: str) -> bool:
    """Whether a generated module imports nothing but the standard library."""
    tree = ast.parse(source)
    imported = [
        alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names
    ]
    imported += [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
    return all(name.partition(".")[0] in sys.stdlib_module_names for name in imported)


def here(case: Case) -> list[Any]:
    """The same, in this process."""
    functions = _functions(case)
    names = {f"{name}_{case.suffix}": function for name, function in functions.items()}
    results = [names[f](*positional, **named) for f, positional, named in _calls(case)]
    plain: list[Any] = json.loads(json.dumps(results, default=_encoded))
    return plain


def _encoded(array: Any) -> dict[str, Any]:
    """An array or a number of NumPy's, for JSON."""
    return {"dtype": str(array.dtype), "shape": array.shape, "values": array.ravel().tolist()}


def _calls(case: Case) -> list[tuple[str, list[Any], dict[str, Any]]]:
    functions = _functions(case)
    return [
        (f"{t.function}_{case.suffix}", *arguments(functions[t.function], taken))
        for t, taken in _taken(case, functions)
    ]


def _functions(case: Case) -> Mapping[str, Function]:
    return generated(case.result.source, case.result.functions, case.suffix)


def _taken(
    case: Case, functions: Mapping[str, Function]
) -> Iterator[tuple[Trial, Mapping[str, Any]]]:
    """The trials of a case with what its generated functions take there."""
    plain = case.in_mode["vjp"]
    for trial in trials(plain):
        if case.suffix == "backward":
            yield trial, trial.arguments
        else:
            direction = directions(plain, trial)
            yield trial, given(plain, trial, functions[trial.function], direction)


def with_other_hashes(cases: Iterable[Case]) -> Mapping[str, str]:
    """What gradgen makes of each case in a process of its own, in which sets have another order."""
    given = {case.name: (case.source.decode("latin-1"), case.mode) for case in cases}
    path = os.pathsep.join((str(Path(__file__).parent), *filter(None, sys.path)))
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    command = [sys.executable, "-c", _AGAIN]
    return _run(command, given, {"PYTHONPATH": path, "PYTHONHASHSEED": seed})


def _run(command: list[str], given: object, environment: Mapping[str, str]) -> Mapping[str, Any]:
    done = subprocess.run(
        command,
        input=json.dumps(given, default=_encoded),
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results: Mapping[str, Any] = json.loads(done.stdout)
    return results
