"""The generated lines: which gate each belongs to, and what it says of the chain rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from gradgen.diagnostics import Span
from gradgen.draw.equation import equation
from gradgen.draw.scene import LineView, Place
from gradgen.draw.wording import Wording, wording
from gradgen.emit.source_map import Placed, SourceMapLine
from gradgen.ir.circuit import Circuit, Gate, Remark, Update
from gradgen.ir.expression import names_in


class Derived(NamedTuple):
    """The generated functions of one of the user's: circuits, statements with lines, the text."""

    circuits: tuple[Circuit, ...]
    placed: Sequence[Placed]
    rows: Sequence[str]

    def carried(self, primal: Circuit) -> dict[str, str]:
        """The names of gradients, or tangents, by the value that they are of."""
        found: dict[str, str] = {}
        for circuit in self.circuits:
            for statement in circuit.body:
                if isinstance(statement, Gate | Update) and statement.of:
                    found.setdefault(statement.of, statement.target)
        return {**self.seeds(primal), **found}

    def seeds(self, primal: Circuit) -> dict[str, str]:
        """The derivatives that the caller gives, by the value that they are of."""
        return _seeds(self.circuits[-1], primal)


def _seeds(circuit: Circuit, primal: Circuit) -> dict[str, str]:
    """What a derivative takes beside the function's parameters: upstream gradients, tangents."""
    own = {parameter.name for parameter in primal.parameters}
    values = {output.name: names_in(output.value) for output in primal.outputs}
    known = {**{name: (name,) for name in own}, **{n: v for n, v in values.items() if len(v) == 1}}
    found = {}
    for parameter in circuit.parameters:
        _, _, name = parameter.name.partition("_")
        if parameter.name not in own and name in known:
            found[known[name][0]] = parameter.name
    return found


def lines_of(
    primal: Circuit, ids: Mapping[str, str], derived: Derived, carried: Mapping[str, str]
) -> tuple[LineView, ...]:
    """The lines of the functions that were generated from `primal`; `ids` are those of gates."""
    backward = _derivatives(derived, ids)
    steps = {p.line.target for p in derived.placed if id(p.statement) in backward}
    home = _Home(primal, ids, carried)
    carriers = {*carried.values(), *steps}
    views = [_view(p, derived.rows, home, backward, carriers) for p in derived.placed]
    idle = _idle_views(derived, home)
    return tuple(sorted((*views, *idle), key=lambda view: view.first))


def _derivatives(derived: Derived, values: Collection[str]) -> set[int]:
    """The identities of the statements that carry derivatives, and do not give `values` again."""
    found = set()
    for circuit in derived.circuits:
        is_backward = False
        for s in circuit.body:
            if isinstance(s, Remark) and s.heading:
                is_backward = s.text == "backward"
            elif isinstance(s, Gate | Update) and (
                s.of or s.rule or (is_backward and s.target not in values)
            ):
                found.add(id(s))
    return found


class _Home:
    """Tells which of the user's gates a generated statement belongs to."""

    def __init__(self, primal: Circuit, ids: Mapping[str, str], carried: Mapping[str, str]) -> None:
        self.ids = ids
        self.values = {derivative: value for value, derivative in carried.items()}
        self.gates: dict[tuple[int, ...], list[Gate]] = defaultdict(list)
        for gate in (gate for gate in primal.gates() if gate.target in ids):
            self.gates[_key(gate.span)].append(gate)

    def of(self, statement: object, span: Span | None) -> tuple[str, ...]:
        """The ids of the gates; those of one place are told apart by the values in the line."""
        found = self.gates.get(_key(span), []) if span else []
        same = [gate for gate in found if gate.span is span] or found
        if len(same) > 1 and isinstance(statement, Gate | Update):
            made = {statement.target, statement.of, *self._sent_back_by(statement)}
            same = [g for g in same if made & {*g.targets}] or same
        return tuple(self.ids[gate.target] for gate in same)

    def _sent_back_by(self, statement: Gate | Update) -> Iterator[str]:
        """The values whose gradients a line reads."""
        value = statement.expression if isinstance(statement, Gate) else statement.value
        return (
            self.values[n] for n in names_in(value) if n in self.values and n != statement.target
        )


def _key(span: Span | None) -> tuple[int, ...]:
    return (*span.start, *span.end) if span else ()


def _view(
    placed: Placed, rows: Sequence[str], home: _Home, backward: set[int], carriers: Collection[str]
) -> LineView:
    line, statement = placed
    told = wording(rows[line.first - 1 : line.last])
    is_derivative = id(statement) in backward
    of = statement.of if isinstance(statement, Gate | Update) else ""
    gates = home.of(statement, line.span)
    found = equation(told.code, carriers) if is_derivative and line.target else None
    return _line_view(line, told, gates)._replace(
        is_derivative=is_derivative, of=of, equation=found, rule=line.rule
    )


def _line_view(line: SourceMapLine, told: Wording, gates: tuple[str, ...]) -> LineView:
    return LineView(
        first=line.first,
        last=line.last,
        function=line.function,
        target=line.target,
        code=told.code,
        note=told.note,
        is_derivative=False,
        is_idle=False,
        of="",
        gates=gates,
        place=Place.of(line.span),
        rule="",
        equation=None,
    )


def _idle_views(derived: Derived, home: _Home) -> Iterator[LineView]:
    """The lines of gates whose value nobody needs, which stand there as comments."""
    bodies = ((c.name, s) for c in derived.circuits for s in c.body)
    idle = [(name, s) for name, s in bodies if isinstance(s, Gate) and s.idle]
    row = 0
    for function, gate in idle:
        start = f"# {', '.join(gate.targets)} = "
        rows = (n for n in range(row, len(derived.rows)) if _is_idle(derived.rows[n], start))
        found = next(rows, None)
        if found is None:
            continue
        row = found + 1
        line = SourceMapLine(row, row, function, gate.target, "", gate.span)
        text = derived.rows[found].strip()
        view = _line_view(line, Wording(text, ""), home.of(gate, gate.span))
        yield view._replace(is_idle=True)


def _is_idle(row: str, start: str) -> bool:
    return row.lstrip().startswith(start) and "(value not needed)" in row
