"""The promises that hold for every input, each a check on one case.

A check is a function `promise(case)`, found by its place in `PROMISES`.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator

import black
import numpy
import pyflakes.checker
import pytest

from agreement import check_gradient, check_value, wanted
from array_promises import ARRAY_PROMISES
from cases import Case
from gradgen.rules.book import all_rules
from gradgen.rules.kinds import KINDS
from outputs import Line, Output, comments, definitions, names_in, outputs, parameters

SEED = "upstream gradient"
HEADS = {*(rule.head for rule in all_rules()), *(kind.word for kind in KINDS.values()), SEED}
ADDER = KINDS["adder"].word


def black_leaves_it(case: Case) -> None:
    text = case.result.source
    mode = black.Mode(line_length=case.options["line_length"])
    assert black.format_str(text, mode=mode) == text
    assert text.endswith("\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def pyflakes_is_silent(case: Case) -> None:
    """But for what it says of the source: the annotations of array types are no Python names."""
    new = _complaints(case.result.source) - _complaints(case.text)
    assert not new, sorted(new)


def _complaints(text: str) -> set[tuple[str, object]]:
    checker = pyflakes.checker.Checker(ast.parse(text))
    return {(found.message, found.message_args) for found in checker.messages}


def it_imports_what_the_source_does(case: Case) -> None:
    """And `math` or `numpy` where a gradient needs it, `builtins` where the user hides one."""
    known = {"math", "builtins", *_imported(ast.parse(case.source))}
    if any(name.split(".")[0] in ("numpy", "scipy") for name in known):
        known.add("numpy")
    assert set(_imported(ast.parse(case.result.source))) <= known


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def the_value_is_the_originals(case: Case) -> None:
    check_value(case)


def the_gradient_is_right(case: Case) -> None:
    check_gradient(case, case.result.source)


def the_gradient_is_right_beside_the_value(case: Case) -> None:
    """Asking for the value adds lines that compute it, and changes none of the others."""
    plain, valued = (outputs(case, s) for s in (case.result.source, case.valued.source))
    for one, other in zip(plain, valued, strict=True):
        assert [ast.dump(line.value) for line in one.backward] == [
            ast.dump(line.value) for line in other.backward
        ]


def the_parameters_are_the_originals_and_the_seeds(case: Case) -> None:
    originals = definitions(case.text)
    for output in outputs(case):
        before = parameters(originals[output.original])
        assert output.parameters[: len(before)] == before or output.node.args.kwonlyargs
        added = [name for name in output.parameters if name not in before]
        assert added
        assert all(name.startswith("grad_") for name in added)
        _check_seeds(output, added)


def _check_seeds(output: Output, seeds: list[str]) -> None:
    """A lone seed defaults to 1.0; several are keyword-only and have no default."""
    text = ast.unparse(output.node.args)
    if len(seeds) == 1:
        assert text.endswith(f"{seeds[0]}=1.0")
    else:
        assert text.endswith(", ".join(seeds))
        keyword_only = [argument.arg for argument in output.node.args.kwonlyargs]
        assert keyword_only[-len(seeds) :] == seeds


def it_returns_the_gradients_in_order(case: Case) -> None:
    """Bare if there is one; after the value, if that is asked for."""
    for output in outputs(case):
        names = wanted(case, output.original)
        gradients = ", ".join(rf"grad_{name}(_\d+)?" for name in names)
        several = rf"\({gradients}\)" if len(names) > 1 else gradients
        pattern = rf"\((.+), {several}\)" if case.options["with_value"] else several
        assert re.fullmatch(pattern, output.returned)
        docstring = " ".join((ast.get_docstring(output.node) or "").split())
        listed = ast.unparse(ast.parse(output.returned)).strip("()")
        assert docstring.endswith(f"Returns {listed}.") or case.options["with_value"]


def each_forward_line_is_one_gate(case: Case) -> None:
    for output in outputs(case):
        for line in output.forward:
            assert is_one_gate(line.value), f"{line.target} = {ast.unparse(line.value)}"


def is_one_gate(value: ast.expr) -> bool:
    """Whether an expression is flat, or one of the spellings that are kept whole."""
    gate = _unguarded(value)
    return _is_flat(gate) or _is_known_function(gate)


def _is_leaf(node: ast.expr) -> bool:
    """Whether an expression is a name or a number, or the size of an array."""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute(value=owner):
            return _is_leaf(owner)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant() | ast.Attribute()):
            return True
        case ast.Call(func=function, args=[ast.Name()], keywords=[]):
            return ast.unparse(function) in ("len", "np.shape", "np.size", "np.ndim")
        case ast.Subscript(value=ast.Attribute(attr="shape") | ast.Call() as shape, slice=index):
            return _is_leaf(shape) and _is_index(index)
        case _:
            return False


def _is_flat(node: ast.expr) -> bool:
    """Whether an expression is a leaf, or one operator, call or subscript of leaves."""
    if _is_leaf(node):
        return True
    parts = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
    if isinstance(node, ast.Call):
        parts += [keyword.value for keyword in node.keywords]
        return all(_is_index(p) or _is_row(p) for p in parts)
    if isinstance(node, ast.Subscript):
        return _is_leaf(node.value) and (_is_index(node.slice) or _is_row(node.slice))
    operators = ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp | ast.IfExp
    return isinstance(node, operators) and all(map(_is_leaf, parts))


def _is_index(node: ast.expr) -> bool:
    """Whether an expression is a leaf or a slice of leaves, outside of brackets too."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "slice":
        return all(map(_is_leaf, node.args))
    if isinstance(node, ast.Slice):
        return all(map(_is_leaf, filter(None, (node.lower, node.upper, node.step))))
    return _is_leaf(node)


def _unguarded(node: ast.expr) -> ast.expr:
    """A gate that is computed only under the condition under which its value counts."""
    match node:
        case ast.IfExp(body=gate, orelse=ast.Constant(value=0.0)):
            return gate
        case ast.IfExp(body=ast.Constant(value=0.0), orelse=gate):
            return gate
        case _:
            return node


def _is_row(node: ast.expr) -> bool:
    """Whether an expression is a list or tuple of leaves, such as a shape, or of lists of these."""
    if not isinstance(node, ast.List | ast.Tuple):
        return False
    return all(_is_index(part) or _is_row(part) for part in node.elts)


def _is_known_function(node: ast.expr) -> bool:
    """Whether an expression computes sigmoid or relu, however it is written."""
    variables = sorted(names_in(node) - {"math", "np"})
    places = (-1.5, -0.25, 0.5, 2.0)
    sigmoids = [1.0 / (1.0 + math.exp(-x)) for x in places]
    relus = [max(x, 0.0) for x in places]
    for name in variables:
        known = {**vars(math), "math": math, "np": numpy}
        try:
            values = [eval(ast.unparse(node), {**known, name: x}) for x in places]
        except (NameError, TypeError, ValueError):
            continue
        if values in (pytest.approx(sigmoids), pytest.approx(relus)):
            return True
    return False


def every_name_is_bound_once(case: Case) -> None:
    """But for gradients, which add up; and nothing else than names is assigned to."""
    for output in outputs(case):
        originals = parameters(definitions(case.text)[output.original])
        plain = (line for line in output.forward if not line.index)
        bound = [*originals, *(name for line in plain for name in line.targets)]
        assert len(bound) == len(set(bound))
        targets = [name for line in output.backward for name in line.targets]
        assert all(name.isidentifier() for name in (*bound, *targets))
        assert not {*targets} & {*bound}


def there_is_nothing_but_assignments(case: Case) -> None:
    """And additions to parts of arrays that the function has bound before, and `del` of names."""
    for output in outputs(case):
        others = [s for s in output.statements if s not in [line.node for line in output.lines]]
        assert all(isinstance(s, ast.Assert) or _gives_up_names(s) for s in others)
        bound: set[str] = set()
        for line in output.forward:
            assert line.index is None or line.target in bound, f"{line.target} is written to"
            bound |= {*line.targets}


def _gives_up_names(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Delete) and all(
        isinstance(target, ast.Name) for target in statement.targets
    )


def what_is_written_to_is_the_functions_own(case: Case) -> None:
    """An array is added to only where it was made for that, and before anybody has read it."""
    for output in outputs(case):
        own: set[str] = set()
        for line in output.backward:
            if line.index is not None:
                assert line.target in own, f"{line.target} is written to"
                assert line.target not in line.read
            own -= line.read - {line.target}
            if line.index is None and not _is_new(line.value) and not _is_grown(line, own):
                own -= {line.target}
            elif line.index is None:
                own |= {line.target}


def _is_new(value: ast.expr) -> bool:
    """Whether an expression makes an array that nothing else shares memory with."""
    return isinstance(value, ast.Call) and ast.unparse(value.func) in ("np.zeros_like", "np.array")


def _is_grown(line: Line, own: set[str]) -> bool:
    """Whether a line adds to an array of the function's own, which makes a new one."""
    match line.value:
        case ast.BinOp(left=ast.Name(id=target), op=ast.Add() | ast.Sub()):
            return target == line.target and target in own
        case _:
            return False


def each_backward_line_says_its_gate(case: Case) -> None:
    for output in outputs(case):
        for line in output.backward:
            head = re.split("[:;,]| ->", line.comment)[0]
            assert head in HEADS, f"{ast.unparse(line.node)}  # {line.comment}"


def forks_add(case: Case) -> None:
    """The first that a gradient gets is assigned or goes into zeros, and what follows is added."""
    for output in outputs(case):
        started = set[str]()
        for line in output.backward:
            if _is_seed(line, output):
                assert line.target not in started
            elif _is_zeros(line):
                assert line.target not in started
                continue
            elif line.index is not None:
                assert line.comment.startswith(ADDER) == (line.target in started)
            elif line.target in started or line.target in output.parameters:
                _check_added(line)
            else:
                assert not line.comment.startswith(ADDER)
                assert line.target not in line.read
            started.add(line.target)


def _is_seed(line: Line, output: Output) -> bool:
    """Whether an upstream gradient is brought to the shape of its output."""
    return line.target in output.parameters and line.comment.startswith(SEED)


def _is_zeros(line: Line) -> bool:
    """Whether the line makes the zeros that gradients are added to."""
    return line.comment.startswith(ADDER) and ast.unparse(line.value).startswith("np.zeros_like(")


def _check_added(line: Line) -> None:
    assert line.comment.startswith(ADDER)
    match line.value:
        case ast.BinOp(left=ast.Name(id=target), op=ast.Add() | ast.Sub(), right=added):
            assert target == line.target
            assert target not in names_in(added)
        case ast.Call(args=[ast.Name(id=target)]) if _is_new(line.value):
            assert target == line.target
        case _:
            pytest.fail(f"{line.target} = {ast.unparse(line.value)} is no sum")


def nothing_is_computed_in_vain(case: Case) -> None:
    for output in outputs(case):
        read = names_in(output.node.body[-1])
        lines = {id(line.node): line for line in output.lines}
        for statement in reversed(output.statements):
            line = lines.get(id(statement))
            assert line is None or {*line.targets} & read, f"{line.target} is never read"
            read |= line.read if line else names_in(statement)


def new_names_are_numbered(case: Case) -> None:
    """Temporaries are t1, t2, …, without those that the file uses itself."""
    taken = set(re.findall(r"\w+", case.text))
    for output in outputs(case):
        temporaries = [n for n in output.bound_forward if re.fullmatch(r"t\d+", n)]
        new = [name for name in temporaries if name not in taken]
        free = (f"t{k}" for k in range(1, 10_000))
        free = (name for name in free if name not in taken)
        assert new == [name for name, _ in zip(free, new, strict=False)]


def names_are_the_users_or_numbered(case: Case) -> None:
    taken = {*re.findall(r"\w+", case.text), "out", *(f"out{k}" for k in range(1, 9))}
    for output in outputs(case):
        for name in output.bound_forward:
            stem = re.sub(r"(_\d+)+$", "", name)
            assert name in taken or stem in taken or re.fullmatch(r"t\d+", name)
        known = {*output.bound_forward, *output.parameters, *taken}
        for name in (name for line in output.backward for name in line.targets):
            stem = name.removeprefix("grad_")
            numbered = re.sub(r"_\d+$", "", stem) in known or re.fullmatch(r"t\d+", name)
            assert stem in known or numbered


def comments_travel(case: Case) -> None:
    """Those inside a function that is differentiated; gradgen's own headings are made anew."""
    said = {row: c for row, c in comments(case.text).items() if c not in ("forward", "backward")}
    nodes = definitions(case.text)
    for output in outputs(case):
        node = nodes[output.original]
        inside = range(node.body[0].lineno, (node.end_lineno or 0) + 1)
        text = "\n".join(output.comments.values())
        assert [c for row, c in said.items() if row in inside and c not in text] == []


PROMISES: tuple[Callable[[Case], None], ...] = (
    black_leaves_it,
    pyflakes_is_silent,
    it_imports_what_the_source_does,
    the_value_is_the_originals,
    the_gradient_is_right,
    the_gradient_is_right_beside_the_value,
    the_parameters_are_the_originals_and_the_seeds,
    it_returns_the_gradients_in_order,
    each_forward_line_is_one_gate,
    every_name_is_bound_once,
    there_is_nothing_but_assignments,
    each_backward_line_says_its_gate,
    what_is_written_to_is_the_functions_own,
    forks_add,
    nothing_is_computed_in_vain,
    new_names_are_numbered,
    names_are_the_users_or_numbered,
    comments_travel,
    *ARRAY_PROMISES,
)
