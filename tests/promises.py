"""The promises that hold for every input, each a check on one case.

A check is a function `promise(case)`, found by its place in `PROMISES`.
"""

from __future__ import annotations

import ast
import io
import math
import re
from collections.abc import Callable, Iterator

import black
import pytest
from pyflakes.api import check as pyflakes_check
from pyflakes.reporter import Reporter

from agreement import check_gradient, check_value, real, wanted
from cases import Case
from gradgen.rules.book import all_rules
from gradgen.rules.kinds import KINDS
from outputs import Line, Output, comments, definitions, outputs, parameters

HEADS = frozenset(rule.head for rule in all_rules()) | {kind.word for kind in KINDS.values()}
ADDER = KINDS["adder"].word


def black_leaves_it(case: Case) -> None:
    text = case.result.source
    mode = black.Mode(line_length=case.options["line_length"])
    assert black.format_str(text, mode=mode) == text
    assert text.endswith("\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def pyflakes_is_silent(case: Case) -> None:
    said = io.StringIO()
    pyflakes_check(case.result.source, case.name, Reporter(said, said))
    assert said.getvalue() == ""


def it_imports_what_the_source_does(case: Case) -> None:
    """And `math` where a gradient needs it, `builtins` where the user hides one."""
    known = {"math", "builtins", *_imported(ast.parse(case.source))}
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
        names = wanted(case, real(case)[output.original])
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
            gate = _unguarded(line.value)
            flat = _is_flat(gate) or _is_known_function(gate)
            assert flat, f"{line.target} = {ast.unparse(line.value)}"


def _is_leaf(node: ast.expr) -> bool:
    match node:
        case ast.Name() | ast.Constant() | ast.Attribute(value=ast.Name()):
            return True
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant()):
            return True
        case _:
            return False


def _is_flat(node: ast.expr) -> bool:
    """Whether an expression is a leaf, or one operator or call of leaves."""
    if _is_leaf(node):
        return True
    parts = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
    if isinstance(node, ast.Call):
        parts += [keyword.value for keyword in node.keywords]
        return all(_is_leaf(p) or _is_row(p) for p in parts)
    operators = ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp | ast.IfExp
    return isinstance(node, operators) and all(map(_is_leaf, parts))


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
    return isinstance(node, ast.List | ast.Tuple) and all(map(_is_leaf, node.elts))


def _is_known_function(node: ast.expr) -> bool:
    """Whether an expression computes sigmoid or relu, however it is written."""
    variables = sorted(_names(node) - {"math"})
    places = (-1.5, -0.25, 0.5, 2.0)
    sigmoids = [1.0 / (1.0 + math.exp(-x)) for x in places]
    relus = [max(x, 0.0) for x in places]
    for name in variables:
        known = {**vars(math), "math": math}
        try:
            values = [eval(ast.unparse(node), {**known, name: x}) for x in places]
        except (NameError, TypeError, ValueError):
            continue
        if values in (pytest.approx(sigmoids), pytest.approx(relus)):
            return True
    return False


def every_name_is_bound_once(case: Case) -> None:
    """But for gradients, which add up; and nothing else than names is written to."""
    for output in outputs(case):
        originals = parameters(definitions(case.text)[output.original])
        bound = [*originals, *(line.target for line in output.forward)]
        assert len(bound) == len(set(bound))
        assert all(line.target.isidentifier() for line in (*output.forward, *output.backward))
        assert not {line.target for line in output.backward} & set(bound)
        assert not any(isinstance(node, ast.AugAssign) for node in ast.walk(output.node))


def there_is_nothing_but_assignments(case: Case) -> None:
    for output in outputs(case):
        others = [s for s in output.statements if not isinstance(s, ast.Assign)]
        assert all(isinstance(statement, ast.Assert) for statement in others)


def each_backward_line_says_its_gate(case: Case) -> None:
    for output in outputs(case):
        for line in output.backward:
            head = re.split("[:;]", line.comment)[0]
            assert head in HEADS, f"{line.target} = {ast.unparse(line.value)}  # {line.comment}"


def forks_add(case: Case) -> None:
    for output in outputs(case):
        started = set(output.parameters)
        for line in output.backward:
            if line.target in started:
                _check_added(line)
            else:
                assert not line.comment.startswith(ADDER)
                assert line.target not in _names(line.value)
            started.add(line.target)


def _check_added(line: Line) -> None:
    assert line.comment.startswith(ADDER)
    match line.value:
        case ast.BinOp(left=ast.Name(id=target), op=ast.Add() | ast.Sub(), right=added):
            assert target == line.target
            assert target not in _names(added)
        case _:
            pytest.fail(f"{line.target} = {ast.unparse(line.value)} is no sum")


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def nothing_is_computed_in_vain(case: Case) -> None:
    for output in outputs(case):
        read = _names(output.node.body[-1])
        for statement in reversed(output.statements):
            if isinstance(statement, ast.Assign):
                target = ast.unparse(statement.targets[0])
                assert target in read, f"{target} is never read"
                read |= _names(statement.value)
            else:
                read |= _names(statement)


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
        for line in output.backward:
            stem = line.target.removeprefix("grad_")
            known = {*output.bound_forward, *output.parameters, *taken}
            assert stem in known or re.sub(r"_\d+$", "", stem) in known


def comments_travel(case: Case) -> None:
    """Those inside a function that is differentiated; a comment behind a line stays behind it."""
    said = comments(case.text)
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
    forks_add,
    nothing_is_computed_in_vain,
    new_names_are_numbered,
    names_are_the_users_or_numbered,
    comments_travel,
)
