"""The promises in the modes that go forward: jvp and hvp. Each is a check on a case and a mode.

Those of `promises` that speak of the text alone hold in every mode as they are.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

import promises
from agreement import real, trials, wanted
from array_points import in_single_precision, is_real_array
from array_promises import warnings_of
from cases import Case
from directions import Values, derivative, directions, given, moving
from gradgen.rules.book import all_rules
from gradgen.rules.kinds import KINDS
from outputs import Line, Output, definitions, outputs
from promises import is_one_gate
from running import Function, as_tuple, call
from shape_notes import check_notes

_SEEDS = {"jvp": "dot", "hvp": "v"}
_OUTPUTS = {"jvp": "dot", "hvp": "dot_grad"}
_SEED = "tangent"
FORWARD_HEADS = {
    *(rule.forward_head for rule in all_rules()),
    *(kind.forward for kind in KINDS.values()),
    _SEED,
}


def black_leaves_it(case: Case, mode: str) -> None:
    promises.black_leaves_it(case.in_mode[mode])


def pyflakes_is_silent(case: Case, mode: str) -> None:
    promises.pyflakes_is_silent(case.in_mode[mode])


def it_imports_what_the_source_does(case: Case, mode: str) -> None:
    promises.it_imports_what_the_source_does(case.in_mode[mode])


def comments_travel(case: Case, mode: str) -> None:
    promises.comments_travel(case.in_mode[mode])


def nothing_is_computed_in_vain(case: Case, mode: str) -> None:
    promises.nothing_is_computed_in_vain(case.in_mode[mode])


def the_parameters_are_the_originals_and_a_direction(case: Case, mode: str) -> None:
    """A tangent for each parameter that moves, in order; by keyword behind what has a default."""
    originals = definitions(case.text)
    for output in outputs(case.in_mode[mode]):
        before = originals[output.original].args
        own = [a.arg for a in (*before.posonlyargs, *before.args, *before.kwonlyargs)]
        added = [name for name in output.parameters if name not in own]
        names = wanted(case, output.original)
        pattern = ", ".join(rf"{_SEEDS[mode]}_{name}(_\d+)?" for name in names)
        assert re.fullmatch(pattern, ", ".join(added))
        after = output.node.args
        behind = added if before.defaults or before.kwonlyargs else []
        assert _names(after.kwonlyargs) == [*_names(before.kwonlyargs), *behind]
        by_place = [*before.posonlyargs, *before.args]
        taken = [*_names(by_place), *(() if behind else added)]
        assert _names([*after.posonlyargs, *after.args]) == taken
        assert list(map(ast.dump, after.defaults)) == list(map(ast.dump, before.defaults))


def _names(taken: list[ast.arg]) -> list[str]:
    return [a.arg for a in taken]


def it_returns_the_tangents_in_order(case: Case, mode: str) -> None:
    """Bare if there is one; after the value, if that is asked for."""
    this = case.in_mode[mode]
    circuits = {circuit.name: circuit for circuit in case.result.program.circuits}
    for output in outputs(this):
        names = [o.name for o in circuits[output.original].outputs]
        names = wanted(case, output.original) if mode == "hvp" else names
        tangents = ", ".join(rf"{_OUTPUTS[mode]}_{name}(_\d+)*" for name in names)
        several = rf"\({tangents}\)" if len(names) > 1 else tangents
        pattern = rf"\((.+), {several}\)" if case.options["with_value"] else several
        assert re.fullmatch(pattern, output.returned), output.returned
        docstring = " ".join((ast.get_docstring(output.node) or "").split())
        listed = ast.unparse(ast.parse(output.returned)).strip("()")
        assert docstring.endswith(f"Returns {listed}.") or case.options["with_value"]


def each_line_is_one_gate(case: Case, mode: str) -> None:
    """Those of the function itself; what is derived is one line a gate."""
    for output in _in_mode(case, mode):
        for line in output.own:
            assert is_one_gate(line.value), f"{line.target} = {ast.unparse(line.value)}"


def each_derived_line_says_its_gate(case: Case, mode: str) -> None:
    """In the words that the kinds have for going forward; in the backward half in theirs."""
    heads = FORWARD_HEADS | (promises.HEADS if mode == "hvp" else set())
    for output in _in_mode(case, mode):
        for line in output.derived:
            head = re.split("[:;,]| ->", line.comment)[0]
            said = f"{ast.unparse(line.node)}  # {line.comment}"
            assert head in heads or _is_part(line, mode), said
            assert not head.startswith("gradient ") or "dot_" not in line.target, said


def _is_part(line: Line, mode: str) -> bool:
    """Whether a line is a part of a line of the gradient, cut once more: its shape is said."""
    return mode == "hvp" and bool(re.fullmatch(r"t\d+", line.target)) and line.comment[:1] in "["


def names_are_bound_once(case: Case, mode: str) -> None:
    """But for the directions, which are brought to their shapes, and for sums put together."""
    for output in _in_mode(case, mode):
        bound = [*output.text.parameters]
        for line in output.text.lines:
            grows = line.index is not None or line.target in line.read
            fresh = not grows and not _is_shaped(line, output.text)
            bound += line.targets if fresh else []
        assert len(bound) == len({*bound}), sorted(n for n in bound if bound.count(n) > 1)


def _is_shaped(line: Line, output: Output) -> bool:
    return line.target in output.parameters and line.comment.startswith(_SEED)


def there_is_nothing_but_assignments(case: Case, mode: str) -> None:
    """And additions to parts of arrays that the function has made itself, read by nobody before."""
    for output in outputs(case.in_mode[mode]):
        nodes = [line.node for line in output.lines]
        others = [s for s in output.statements if s not in nodes]
        assert all(isinstance(statement, ast.Assert) for statement in others)
        own: set[str] = set()
        for line in output.lines:
            if line.index is not None:
                assert line.target in own, f"{line.target} is written to"
                assert line.target not in line.read
            own -= line.read - {line.target}
            if line.index is None and _is_new(line.value):
                own |= {line.target}


def _is_new(value: ast.expr) -> bool:
    if isinstance(value, ast.BinOp):
        return True
    makers = ("zeros_like", "array", "zeros", "full", "full_like", "ones_like", "copy")
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in makers


def names_are_the_users_or_numbered(case: Case, mode: str) -> None:
    taken = {*re.findall(r"\w+", case.text), "out", *(f"out{k}" for k in range(1, 9))}
    for output in outputs(case.in_mode[mode]):
        bound = (name for line in output.lines for name in line.targets)
        for name in {*bound} - {*output.parameters}:
            stem = re.sub(r"^(dot_)?(grad_)?", "", name)
            stems = {name, stem, re.sub(r"(_\d+)+$", "", stem), re.sub(r"(_\d+)+$", "", name)}
            numbered = any(re.fullmatch(r"t\d+", s) for s in stems)
            assert stems & taken or numbered, name


def what_is_shown_and_not_computed_is_not_read(case: Case, mode: str) -> None:
    for output in outputs(case.in_mode[mode]):
        read = {name for line in output.lines for name in line.read}
        bound = {name for line in output.lines for name in line.targets}
        shown = {
            name
            for row, comment in output.comments.items()
            for found in [re.match(r"([\w, ]+) = .*\(value not needed\)", comment)]
            if found and output.node.lineno < row <= (output.node.end_lineno or 0)
            for name in found[1].split(", ")
        }
        assert not shown & (read | bound), shown & (read | bound)


@dataclass(frozen=True)
class _Lines:
    """The lines of a generated function: those of the user's function, and the derived ones."""

    text: Output
    own: list[Line]
    derived: list[Line]


def _in_mode(case: Case, mode: str) -> Iterator[_Lines]:
    this = case.in_mode[mode]
    rules = {(each.first, each.target): each.rule for each in this.result.source_map}
    for output in outputs(this):
        lines = [line for line in output.lines if line.index is None]
        derived = [
            line
            for line in lines
            if line.node.lineno > output.start_of_backward
            or any(rules.get((line.node.lineno, name)) for name in (line.target, *line.targets))
        ]
        yield _Lines(output, [line for line in lines if line not in derived], derived)


# Arrays.


def the_arguments_stay_as_they_are(case: Case, mode: str) -> None:
    """Neither the caller's arrays nor the directions are written to."""
    for arguments, function in _calls(case, mode):
        before = copy.deepcopy(arguments)
        call(function, arguments)
        for name, value in arguments.items():
            np.testing.assert_array_equal(before[name], value, f"{name} was changed")


def the_tangents_have_memory_of_their_own(case: Case, mode: str) -> None:
    for arguments, function in _calls(case, mode):
        for found in as_tuple(call(function, arguments)):
            for name, value in arguments.items():
                if isinstance(value, np.ndarray):
                    assert not np.shares_memory(found, value), f"an alias of {name}"


def single_precision_stays(case: Case, mode: str) -> None:
    """Where all arrays and outputs are of float32, so are the tangents."""
    functions = moving(case, derivative(case, mode), mode)
    for trial in trials(case):
        if not any(map(is_real_array, trial.values.values())):
            continue
        single = {name: in_single_precision(value) for name, value in trial.values.items()}
        outputs = as_tuple(call(real(case)[trial.function], single))
        if not all(np.asarray(o).dtype == np.float32 and np.isfinite(o).all() for o in outputs):
            continue
        function = functions[trial.function]
        arguments = given(case, trial, function, directions(case, trial))
        doubles = as_tuple(call(function, arguments))
        singles = {name: in_single_precision(value) for name, value in arguments.items()}
        for found, exact in zip(as_tuple(call(function, singles)), doubles, strict=True):
            if np.ndim(found):
                assert found.dtype == np.float32, found.dtype
            scale = 1.0 + np.max(np.abs(exact), initial=0.0)
            np.testing.assert_allclose(found, exact, rtol=1e-3, atol=1e-2 * scale)


def nothing_is_warned_of(case: Case, mode: str) -> None:
    """NumPy warns of a division by zero, say: only where the original makes it do so."""
    functions = moving(case, derivative(case, mode), mode)
    for trial in trials(case):
        original = real(case)[trial.function]
        if not warnings_of(partial(call, original, trial.values)):
            function = functions[trial.function]
            arguments = given(case, trial, function, directions(case, trial))
            assert not warnings_of(partial(call, function, arguments))


def the_shapes_in_the_notes_are_true(case: Case, mode: str) -> None:
    text, suffix = derivative(case, mode), case.in_mode[mode].suffix
    functions = moving(case, text, mode)
    for trial in trials(case):
        arguments = given(case, trial, functions[trial.function], directions(case, trial))
        check_notes(text, f"{trial.function}_{suffix}", arguments)


def a_number_is_a_direction_of_equal_parts(case: Case, mode: str) -> None:
    """One number for a tangent is that number for each element."""
    functions = moving(case, derivative(case, mode), mode)
    for trial in trials(case):
        direction = directions(case, trial)
        numbers = {name: 0.5 + place for place, name in enumerate(direction)}
        full = {
            n: np.full_like(d, numbers[n]) if np.ndim(d) else numbers[n]
            for n, d in direction.items()
        }
        function = functions[trial.function]
        results = (
            as_tuple(call(function, given(case, trial, function, each))) for each in (numbers, full)
        )
        for one, other in zip(*results, strict=True):
            assert np.shape(one) == np.shape(other)
            np.testing.assert_array_equal(one, other)


def _calls(case: Case, mode: str) -> Iterator[tuple[Values, Function]]:
    functions = moving(case, derivative(case, mode), mode)
    for trial in trials(case):
        function = functions[trial.function]
        yield given(case, trial, function, directions(case, trial)), function


MODE_PROMISES: tuple[Callable[[Case, str], None], ...] = (
    black_leaves_it,
    pyflakes_is_silent,
    it_imports_what_the_source_does,
    comments_travel,
    the_parameters_are_the_originals_and_a_direction,
    it_returns_the_tangents_in_order,
    each_line_is_one_gate,
    each_derived_line_says_its_gate,
    names_are_bound_once,
    there_is_nothing_but_assignments,
    names_are_the_users_or_numbered,
    what_is_shown_and_not_computed_is_not_read,
    nothing_is_computed_in_vain,
    the_arguments_stay_as_they_are,
    the_tangents_have_memory_of_their_own,
    single_precision_stays,
    nothing_is_warned_of,
    the_shapes_in_the_notes_are_true,
    a_number_is_a_direction_of_equal_parts,
)
