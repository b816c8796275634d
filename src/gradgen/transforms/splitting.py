"""The split form of reverse mode: two functions, forward and backward, and what is stored between.

Before::

    s = w * x
    L = s * s
    grad_s = grad_L * s             # gradient multiplier
    grad_s = grad_s + grad_L * s    # gradient adder: s forks; gradient multiplier
    grad_w = grad_s * x             # gradient multiplier

After, as one function and as another, which gets what the first one stored::

    s = w * x
    L = s * s
    return L, (x, s)

    x, s = residuals
    grad_s = grad_L * s             # gradient multiplier
    grad_s = grad_s + grad_L * s    # gradient adder: s forks; gradient multiplier
    grad_w = grad_s * x             # gradient multiplier
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from gradgen.analysis.facts import Facts
from gradgen.ir.checker import BrokenCircuitError
from gradgen.ir.circuit import Circuit, Enter, Gate, Parameter, Remark, Statement, Update
from gradgen.ir.expression import (
    Expression,
    Name,
    Sequence,
    functions_in,
    names_in,
    substitute,
)
from gradgen.ir.namespaces import namespace_of
from gradgen.ir.rewriting import expressions_in
from gradgen.transforms.liveness import free_reads, retire
from gradgen.transforms.pullback import Pullback, pull_back
from gradgen.transforms.results import bare_or_tuple, taken_by, with_shapes
from gradgen.transforms.stand_ins import with_stored_stand_ins
from gradgen.transforms.storage import said_of_storage
from gradgen.transforms.turns import with_turns


def split(
    circuit: Circuit, facts: Facts, wrt: tuple[str, ...], taken: Iterable[str]
) -> tuple[Circuit, Circuit]:
    """The forward and the backward function of `circuit` for the parameters `wrt`.

    The first returns the value and the residuals, a tuple of what the second reads: parameters in
    order, then values in the order in which they are computed. The second takes this tuple and the
    upstream gradients. New names keep clear of those `taken`.
    """
    names = taken_by(circuit, taken)
    half = pull_back(circuit, facts, wrt, names)
    lines = with_turns(circuit, with_stored_stand_ins(circuit, facts, half.lines))
    half = half._replace(lines=lines)
    namespace = _namespace(circuit, half.lines)
    stored = _stored(circuit, [*namespace, *half.lines])
    residuals = names.fresh("residuals")
    asking = [part for part in namespace if isinstance(part, Gate)]
    return _forward(circuit, facts, stored), _backward(circuit, half, stored, residuals, asking)


def _stored(circuit: Circuit, lines: Iterable[Statement | Expression]) -> tuple[str, ...]:
    """What the backward half reads of the function's own names."""
    needed = free_reads(lines)
    parameters = (parameter.name for parameter in circuit.parameters)
    values = (target for gate in circuit.gates() for target in gate.targets)
    return tuple(name for name in (*parameters, *values) if name in needed)


def _namespace(circuit: Circuit, lines: Iterable[Statement]) -> tuple[Name | Gate, ...]:
    """The namespace that lines take functions from: a parameter, or the question for it again."""
    namespace = namespace_of(circuit)
    if namespace is None or not any(map(_takes_functions, lines)):
        return ()
    return (namespace.asking or Name(namespace.name),)


def _takes_functions(statement: Statement) -> bool:
    """Whether a line may call a function of the library, and not operators alone."""
    called = (f.module for e in expressions_in(statement) for f in functions_in(e))
    pure = ("operator", "attribute", "builtins")
    return isinstance(statement, Update) or any(module not in pure for module in called)


def _forward(circuit: Circuit, facts: Facts, stored: tuple[str, ...]) -> Circuit:
    residuals = Sequence(tuple(map(Name, stored)))
    results = Sequence((bare_or_tuple(tuple(o.value for o in circuit.outputs)), residuals))
    names = [output.name for output in circuit.outputs]
    value = f"({', '.join(names)})" if len(names) > 1 else names[0]
    return replace(
        circuit,
        name=f"{circuit.name}_forward",
        body=tuple(with_shapes(s, facts) for s in retire(circuit.body, [results])),
        docstring=(
            f"Value of `{circuit.name}`, and what its gradient needs.",
            "",
            f"Returns {value}, residuals: {', '.join(stored) or 'none'}.",
            *said_of_storage(circuit, facts, stored),
        ),
        returns=results,
    )


def _backward(
    circuit: Circuit,
    half: Pullback,
    stored: tuple[str, ...],
    residuals: str,
    asking: Iterable[Gate],
) -> Circuit:
    # Nothing stands before a lone upstream gradient that would make it keyword-only.
    seeds = (replace(seed, kind="") if seed.default else seed for seed in half.seeds)
    gradients = ", ".join(gradient.id for gradient in half.gradients)
    source = f"from what `{circuit.name}_forward` stored"
    return Circuit(
        name=f"{circuit.name}_backward",
        parameters=(Parameter(residuals), *seeds),
        body=(
            *_unpacked(residuals, stored, circuit),
            *asking,
            Remark("backward", heading=True),
            *half.lines,
        ),
        outputs=(),
        span=circuit.span,
        docstring=(
            f"Gradient of `{circuit.name}` by reverse mode, {source}.",
            "",
            f"Returns {gradients}.",
        ),
        returns=bare_or_tuple(half.gradients),
    )


def _unpacked(residuals: str, stored: tuple[str, ...], circuit: Circuit) -> Iterable[Gate]:
    """`x, w = residuals`; nothing where nothing is stored."""
    for first, *others in [stored] if stored else []:
        lone, span = not others, circuit.span
        yield Gate(first, Name(residuals), span, others=tuple(others), lone=lone)


def with_same_names(halves: tuple[Circuit, ...]) -> tuple[Circuit, ...]:
    """The two functions once more, after a pass over each that may have renamed values.

    What the forward function calls something by now, the backward one is to call so too.
    """
    forward, backward = halves
    assert isinstance(forward.returns, Sequence)
    stored, unpack = names_in(forward.returns.items[-1]), next(iter(backward.gates()), None)
    if not stored or unpack is None or unpack.targets == stored:
        return halves
    if len(unpack.targets) != len(stored):
        raise BrokenCircuitError(f"{forward.name}: what is stored grows in place")
    renamed = dict(zip(unpack.targets, stored, strict=True))
    body = tuple(_renamed(statement, renamed) for statement in backward.body)
    docstring = tuple(_in_text(line, renamed) for line in forward.docstring)
    return replace(forward, docstring=docstring), replace(backward, body=body)


def _renamed(statement: Statement, renamed: Mapping[str, str]) -> Statement:
    values = {old: Name(new) for old, new in renamed.items()}
    match statement:
        case Gate(target=target, others=others, expression=expression, note=note):
            first, *rest = (renamed.get(name, name) for name in (target, *others))
            expression = substitute(expression, {**values})
            said = tuple(_in_text(wording, renamed) for wording in note)
            return replace(
                statement, target=first, others=tuple(rest), expression=expression, note=said
            )
        case Update(index=index, value=value, note=note):
            index, value = (substitute(part, {**values}) for part in (index, value))
            said = tuple(_in_text(wording, renamed) for wording in note)
            return replace(statement, index=index, value=value, note=said)
        case Enter(over=over):
            return replace(statement, over=substitute(over, {**values}))
        case _:
            return statement


def _in_text(text: str, renamed: Mapping[str, str]) -> str:
    return re.sub(r"\w+", lambda word: renamed.get(word[0], word[0]), text)
