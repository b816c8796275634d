"""Gates that a gradient would have to pass and cannot: what is reported of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from gradgen.analysis.facts import Facts, is_copy, operands
from gradgen.analysis.parameters import differentiable
from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.circuit import Circuit, Gate
from gradgen.ir.expression import Apply, Name, Sequence, names_in
from gradgen.ir.printer import show
from gradgen.rules.at_hand import own
from gradgen.rules.book import rules_for
from gradgen.rules.forms import NeedsShapeError, UnsupportedUseError
from gradgen.rules.instance import Place, Site, lines_needed, outputs_at, written
from gradgen.rules.reader import is_starred
from gradgen.rules.tangents import Application, NoTangentError, computed, terms
from gradgen.targets.libraries import instead_of, reason_refused
from gradgen.targets.signatures import qualified_name, spelled


def obstacles(
    circuit: Circuit, facts: Facts, active: frozenset[str], *, forward: bool = False
) -> Iterator[Diagnostic]:
    """A diagnostic for each active gate without a rule, or without one for an active operand.

    What stands in the way of tangents with `forward`, of gradients without.
    """
    for gate in circuit.gates():
        if active.isdisjoint(gate.targets) or is_copy(gate):
            continue
        if facts.matches[gate.target] is None:
            yield _no_rule(gate, active)
            continue
        if _may_cut_off(gate, circuit, facts, active):
            yield _cut_off(gate)
            continue
        for place in operands(gate, facts):
            operand = place.operand
            if (
                place.line is None
                and not place.is_condition
                and isinstance(operand, Name)
                and operand.id in active
            ):
                yield _closed(gate, operand.id)
            elif isinstance(operand, Sequence) and place.line is not None and not place.is_flat:
                yield from (_closed(gate, name) for name in names_in(operand) if name in active)
            elif isinstance(operand, Name) and operand.id in active and not place.is_flat:
                yield from (
                    ()
                    if forward
                    else _unwritable(gate, partial(_write_gradient, gate, place, facts, active))
                )
        if forward:
            yield from _unwritable(gate, partial(_write_tangents, gate, facts, active))


def _no_rule(gate: Gate, active: frozenset[str]) -> Diagnostic:
    assert isinstance(gate.expression, Apply)
    function = gate.expression.function
    qualified = qualified_name(function)
    carried = next(name for name in names_in(gate.expression) if name in active)
    why, instead = reason_refused(qualified), instead_of(qualified)
    if any(map(is_starred, rules_for(function.name))):
        why = "how many arrays it is given is not known"
        instead = "write them out in a list: [a, b]"
    if own().gate_of(function):
        instead = "write a rule for it too: derivatives of your rules' lines are asked for here"
    return Diagnostic(
        "no-rule",
        f"no gradient rule for `{spelled(function)}`" + (f": {why}" if why else ""),
        _labels(gate, f"`{carried}` carries a gradient into it"),
        instead or f"leave out what `{carried}` comes from: name the other parameters with --wrt",
    )


def _write_gradient(gate: Gate, place: Place, facts: Facts, active: frozenset[str]) -> None:
    """Write what a gate sends back to an operand, for nobody to read."""
    match = facts.matches[gate.target]
    assert match is not None
    assert place.line is not None
    upstream = {target: Name("upstream") for target in gate.targets if target in active}
    values = outputs_at(match.rule, gate.targets, upstream)
    site = _site(facts)._replace(values=values)
    for line in lines_needed(match.rule, place.line, site):
        written(line, place, site)


def _write_tangents(gate: Gate, facts: Facts, active: frozenset[str]) -> None:
    """Write the tangents of a gate's outputs, for nobody to read."""
    match = facts.matches[gate.target]
    assert match is not None
    inner = computed(gate.expression, match)
    moved = {name: Name(name) for name in names_in(gate.expression) if name in active}
    at = Application(match, inner, gate.targets, moved, _site(facts))
    for target in (target for target in gate.targets if target in active):
        for term in terms(at, target) if at.ways else ():
            for line in term.lines:
                written(line, term.place, term.site)


def _site(facts: Facts) -> Site:
    shapes, dtypes = facts.shapes, facts.dtypes
    return Site({}, facts.constants, shapes.of, shapes.is_solid, dtypes.is_float)


def _unwritable(gate: Gate, write: Callable[[], None]) -> Iterator[Diagnostic]:
    """A diagnostic where a line depends on what nobody has told, or cannot be written."""
    assert isinstance(gate.expression, Apply)
    function = spelled(gate.expression.function)
    try:
        write()
    except NoTangentError:
        yield Diagnostic(
            "no-rule",
            f"no rule for forward mode through `{function}`",
            _labels(gate, "it has one for reverse mode only"),
            "differentiate in reverse: --mode vjp",
        )
    except NeedsShapeError as missing:
        name = show(missing.operand)
        yield Diagnostic(
            "unknown-rank",
            f"the number of dimensions of `{name}` is not known",
            _labels(gate, "the gradient of this operation depends on it"),
            missing.instead
            or 'annotate the parameters with shapes, Float[np.ndarray, "N D"], '
            f"or say --shape {name}=N,D",
        )
    except UnsupportedUseError as use:
        yield Diagnostic(
            "no-rule",
            f"no gradient rule for this use of `{function}`",
            _labels(gate, use.why),
            use.instead,
        )


def _may_cut_off(gate: Gate, circuit: Circuit, facts: Facts, active: frozenset[str]) -> bool:
    """Whether what is put into an array may lose its fraction there: an array of whole numbers."""
    match = facts.matches[gate.target]
    if match is None or match.rule.callee != "put_at":
        return False
    part, dtype = match.bindings["part"], facts.dtypes.of(match.bindings["total"])
    real = {*differentiable(circuit, facts)}
    is_real = dtype.is_float or (bool(dtype.sources) and dtype.sources <= real)
    return isinstance(part, Name) and part.id in active and not is_real


def _cut_off(gate: Gate) -> Diagnostic:
    return Diagnostic(
        "no-rule",
        "no gradient rule for what may be put into an array of whole numbers",
        _labels(gate, "it would lose its fraction there"),
        "make the array of floats: np.zeros(n)",
    )


def _closed(gate: Gate, name: str) -> Diagnostic:
    return Diagnostic(
        "no-rule",
        f"no gradient rule for this use of `{name}`",
        _labels(gate, f"`{name}` carries a gradient, and none can flow back from here"),
        f"name the parameters that do not go through `{name}`: --wrt",
    )


def _labels(gate: Gate, text: str) -> tuple[Label, ...]:
    return (Label(gate.span, text),) if gate.span else ()
