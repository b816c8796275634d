"""Calls of library functions: their arguments in one form, and the built-ins that stand for many.

`max(a, b, c)` is a chain of two-operand gates, `math.prod([a, b])` a chain of products; `sum`,
`math.fsum` and `math.hypot` stay whole, since Python adds them up in a way of its own.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import libcst as cst

from gradgen.diagnostics.suggestion import nearest
from gradgen.frontend.context import POISON, Arguments, Findings
from gradgen.frontend.own_calls import own_call
from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, Sequence, operator
from gradgen.rules.at_hand import own
from gradgen.rules.book import rules_for
from gradgen.targets.definitions import definition_named
from gradgen.targets.libraries import (
    LIBRARIES,
    gate_of,
    instead_of,
    is_member,
    members,
    reason_refused,
)

# The parameters that may be given by keyword, in the order of Python's signatures.
_SIGNATURES = {
    "builtins.round": ("number", "ndigits"),
    "builtins.pow": ("base", "exp", "mod"),
    "builtins.sum": ("iterable", "start"),
}
_KEYWORDS_ALLOWED = {"math.isclose": {"rel_tol", "abs_tol"}, "math.prod": {"start"}}


def apply_function(
    function: Function,
    arguments: Arguments,
    node: cst.Call,
    findings: Findings,
    lenient: bool = False,
) -> Expression:
    """The gate, or the chain of gates, that a call of a library's function stands for."""
    qualified = f"{function.module}.{function.attribute}"
    ordered = _ordered(qualified, arguments)
    values = ordered.positional
    known = own_call(function, arguments, node, findings)
    if lenient or known is not None:
        return known or Apply(function, arguments.positional, arguments.keywords)
    if function.module == "gradgen":
        return _well_known(function, arguments, node, findings)
    if not _is_known(function, qualified, node, findings):
        return POISON
    if function.name in ("max", "min"):
        return _chain(function, values, node, findings)
    if qualified == "math.prod":
        return _product(values, arguments, node, findings)
    if qualified == "builtins.sum":
        return _sum(function, values, node, findings)
    if not _fits(function, values, node, findings):
        return POISON
    return Apply(function, values, ordered.keywords)


def _fits(
    function: Function, values: tuple[Expression, ...], node: cst.Call, findings: Findings
) -> bool:
    """Whether a rule's pattern takes these arguments; a function without a rule takes any."""
    patterns = [rule.pattern for rule in rules_for(function.name)]
    calls = [pattern for pattern in patterns if isinstance(pattern, Apply)]
    if not calls or any(_alike(pattern.arguments, values) for pattern in calls):
        return True
    if any(isinstance(value, Sequence) for value in values):
        wanted = "numbers, not a tuple or list"
    else:
        counts = sorted({len(pattern.arguments) for pattern in calls})
        wanted = f"{' or '.join(map(str, counts))} by position, and gets {len(values)}"
    findings.refuse(
        "wrong-arguments",
        node,
        f"the arguments do not fit `{function.attribute}`",
        f"it takes {wanted}",
        f"see what Python says of it: help({function.attribute})",
    )
    return False


def _alike(pattern: tuple[Expression, ...], values: tuple[Expression, ...]) -> bool:
    """Whether arguments have the shape of a pattern: as many, and tuples where it has tuples."""
    if any(isinstance(p, Name) and p.id.startswith("*") for p in pattern):
        return not any(isinstance(value, Sequence) for value in values)
    return len(pattern) == len(values) and all(
        isinstance(p, Sequence) == isinstance(v, Sequence)
        for p, v in zip(pattern, values, strict=True)
    )


def _well_known(
    function: Function, arguments: Arguments, node: cst.Call, findings: Findings
) -> Expression:
    """A call of a gate that the output will define, with its defaults filled in for the rule."""
    definition = definition_named(function.name, "numpy")
    assert definition is not None
    given: dict[str, Expression] = {}
    names = [name for name, _ in definition.parameters]
    given.update(zip(names, arguments.positional, strict=False))
    given.update(arguments.keywords)
    missing = [n for n, default in definition.parameters if n not in given and default is None]
    too_many = len(arguments.positional) > len(names) or len(given) > len(names)
    twice = len(given) < len(arguments.positional) + len(arguments.keywords)
    if missing or too_many or twice:
        findings.refuse(
            "wrong-arguments",
            node,
            f"the arguments do not fit `{function.attribute}`",
            f"it takes {', '.join(names)}",
            f"write {function.attribute}({', '.join(names)})",
        )
        return POISON
    last = max(i for i, name in enumerate(names) if name in given)
    values = [given.get(name, default) for name, default in definition.parameters]
    written = tuple(value for value in values[: last + 1] if value is not None)
    operands = tuple(
        Name(f"#{i}") if i <= last else value for i, value in enumerate(values) if value is not None
    )
    return Apply(replace(function, operands=operands), written)


def _ordered(qualified: str, arguments: Arguments) -> Arguments:
    """Keyword arguments put into their places, where the signature is known."""
    positional, keywords = list(arguments.positional), dict(arguments.keywords)
    for name in _SIGNATURES.get(qualified, ())[len(positional) :]:
        if name not in keywords:
            break
        positional.append(keywords.pop(name))
    return Arguments(tuple(positional), tuple(keywords.items()))


def _is_known(function: Function, qualified: str, node: cst.Call, findings: Findings) -> bool:
    if function.module is None or gate_of(qualified):
        return True
    near = nearest(function.attribute, members(function.module))
    help = instead_of(qualified) or "define it in this file, or use a function of `math`"
    library = nearest(function.module, LIBRARIES)
    if near:
        help = f"did you mean `{function.module}.{near}`?"
    elif library and is_member(library, function.attribute):
        help = f"did you mean `{library}.{function.attribute}`?"
    elif gate_of(f"math.{function.attribute}") and function.module != "math":
        help = f"for plain numbers there is `math.{function.attribute}`"
    if function.attribute in own().gates:
        help = f"import it in the file of rules too: from {function.module} import ..."
    findings.refuse(
        "unknown-function",
        node.func,
        f"gradgen does not know the function `{qualified.removeprefix('builtins.')}`",
        reason_refused(qualified) or "what it computes cannot be told from this file",
        help,
    )
    return False


def refuse_keywords(function: Function, node: cst.Call, findings: Findings) -> bool:
    """Refuse keyword arguments that change what is computed: whether there are any."""
    qualified = f"{function.module}.{function.attribute}"
    if not function.module or not gate_of(qualified):
        return False
    allowed = (*_SIGNATURES.get(qualified, ()), *_KEYWORDS_ALLOWED.get(qualified, ()))
    wrong = [a for a in node.args if a.keyword and a.keyword.value not in allowed]
    for argument in wrong:
        assert argument.keyword is not None
        _refuse_keyword(qualified, argument.keyword.value, argument, findings)
    return bool(wrong)


def _refuse_keyword(qualified: str, keyword: str, place: cst.Arg, findings: Findings) -> None:
    findings.refuse(
        "unsupported-argument",
        place,
        f"`{qualified.removeprefix('builtins.')}` with the argument `{keyword}` is not supported",
        "it changes what is computed, and the rule knows nothing of it",
        f"leave out `{keyword}`",
    )


def _chain(
    function: Function, values: tuple[Expression, ...], node: cst.Call, findings: Findings
) -> Expression:
    """`max(a, b)` and `max([a, b])` alike: the first against the second, the winner against …"""
    if len(values) == 1:
        values = values[0].items if isinstance(values[0], Sequence) else ()
    if not values or any(isinstance(value, Sequence) for value in values):
        return _refuse_count(function, node, findings)
    return reduce(lambda a, b: Apply(function, (a, b)), values)


def _product(
    values: tuple[Expression, ...], arguments: Arguments, node: cst.Call, findings: Findings
) -> Expression:
    if len(values) != 1 or not isinstance(values[0], Sequence):
        return _refuse_count(Function("prod", "math", "prod"), node, findings)
    factors = [*dict(arguments.keywords).values(), *values[0].items]
    if len(factors) < 2:
        factors = [Literal("1"), *factors]
    return reduce(lambda a, b: operator("multiply", "*", a, b), factors)


def _sum(
    function: Function, values: tuple[Expression, ...], node: cst.Call, findings: Findings
) -> Expression:
    if not values or not isinstance(values[0], Sequence) or len(values) > 2:
        return _refuse_count(function, node, findings)
    return Apply(function, values)


def _refuse_count(function: Function, node: cst.Call, findings: Findings) -> Expression:
    findings.refuse(
        "unsupported-argument",
        node,
        f"`{function.attribute}` needs a literal tuple or list, or several arguments",
        "how many values there are cannot be told from the text",
        f"write the values out: {function.attribute}([a, b, c])",
    )
    return POISON
