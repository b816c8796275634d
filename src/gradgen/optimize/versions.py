"""Versions: while a circuit is optimized, each value has a name of its own.

Before::

    grad_x = grad_s * w
    grad_x = grad_x + grad_t

While it is optimized, with names that no text could have::

    grad_x@v0 = grad_s * w
    grad_x = grad_x@v0 + grad_t

After, the versions have one name again, where the first is read by nobody but the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from gradgen.ir.circuit import Block, Circuit, Enter, Gate, Leave, Statement, Update
from gradgen.ir.expression import Expression, Name, names_in, substitute
from gradgen.ir.names import Names
from gradgen.optimize.lines import changed, everywhere, reads, reworded, times_read
from gradgen.transforms.namesakes import plain, told_apart

_VERSION = "@v"


def versioned(circuit: Circuit) -> Circuit:
    """`circuit` with a name for each value; the last version of each has the name itself.

    What grows in a loop, or is added to in place, is one value.
    """
    body = tuple(_said_to_grow(told_apart(circuit.body)))
    parameters = [parameter.name for parameter in circuit.parameters]
    counter = _Counter(Counter([*parameters, *(t for s in body for t in _bound(s))]))
    called = {name: counter.next(name) for name in parameters}
    lines = tuple(counter.told(body))
    returns: dict[str, Expression] = {old: Name(new) for old, new in counter.current.items()}
    assert circuit.returns is not None
    return replace(
        circuit,
        parameters=tuple(replace(p, name=called[p.name]) for p in circuit.parameters),
        body=lines,
        returns=substitute(circuit.returns, returns),
    )


def _said_to_grow(body: Block) -> Iterator[Statement]:
    """The lines; one in a loop that adds to what was made before the loop says that it grows."""
    homes: dict[str, int] = {}
    depth = 0
    for statement in body:
        depth += isinstance(statement, Enter) and not statement.idle
        depth -= isinstance(statement, Leave)
        for target in _bound(statement):
            if homes.setdefault(target, depth) < depth and isinstance(statement, Gate):
                statement = replace(statement, grows=True)
        yield statement


def _bound(statement: Statement) -> tuple[str, ...]:
    """The names of new values."""
    is_new = isinstance(statement, Gate) and not statement.idle and not statement.grows
    return statement.targets if is_new and isinstance(statement, Gate) else ()


@dataclass
class _Counter:
    """Gives versions their names; `left` says how many of each name are still to come."""

    left: Counter[str]
    current: dict[str, str] = field(default_factory=dict)
    made: Counter[str] = field(default_factory=Counter)

    def next(self, name: str) -> str:
        """The name of the next version."""
        self.left[name] -= 1
        number, self.made[name] = self.made[name], self.made[name] + 1
        self.current[name] = f"{name}{_VERSION}{number}" if self.left[name] else name
        return self.current[name]

    def told(self, body: Block) -> Iterator[Statement]:
        """The lines with the names of versions."""
        for statement in body:
            line = changed(statement, self._read)
            if isinstance(line, Gate) and _bound(line):
                first, *others = map(self.next, line.targets)
                line = replace(line, target=first, others=tuple(others))
            elif isinstance(line, Gate | Update) and not line.idle:
                line = replace(line, target=self.current.get(line.target, line.target))
            yield line

    def _read(self, expression: Expression) -> Expression:
        """An expression with the versions that count by now."""
        read = (name for name in names_in(expression) if name in self.current)
        return substitute(expression, {name: Name(self.current[name]) for name in read})


def named(circuit: Circuit, taken: Iterable[str] = ()) -> Circuit:
    """`circuit` with names that can be written.

    Of the versions of a name the last has it, and those before that only lead up to it; a
    parameter keeps its own. New names keep clear of those `taken`.
    """
    parameters = [parameter.name for parameter in circuit.parameters]
    made = [t for s in circuit.body if isinstance(s, Gate) for t in s.targets]
    free = Names((*taken, *map(plain, (*parameters, *made))))
    rows = list(_rows(circuit))
    owners = {_base(row[-1]): row for row in rows}
    owners |= {_base(row[0]): row for row in rows if row[0] in parameters}
    texts: dict[str, str] = {}
    for row in rows:
        text = plain(row[0])
        texts |= dict.fromkeys(row, text if owners[_base(row[0])] is row else free.fresh(text))
    return _written(circuit, texts)


def _rows(circuit: Circuit) -> Iterator[list[str]]:
    """The names of values, those in a row that lead up to each other."""
    times, rows = times_read(circuit), dict[str, list[str]]()
    for parameter in circuit.parameters:
        rows[parameter.name] = [parameter.name]
    for statement in circuit.body:
        for target in _bound(statement):
            before = next((n for n in reads(statement) if _base(n) == _base(target)), "")
            leads = before in rows and times[before] == 1 and len(_bound(statement)) == 1
            rows[target] = [*rows.pop(before), target] if leads else [target]
    return iter(rows.values())


def _base(name: str) -> str:
    """What all versions of a value have in common."""
    return name.partition(_VERSION)[0]


def _written(circuit: Circuit, texts: dict[str, str]) -> Circuit:
    """`circuit` with the names that are written."""
    circuit = everywhere(circuit, {old: Name(new) for old, new in texts.items()})
    words = {old: new for old, new in texts.items() if plain(old) != new}

    def write(statement: Statement) -> Statement:
        match statement:
            case Gate(target=target, idle=True):
                shown = {n: Name(plain(n)) for n in names_in(statement.expression)}
                expression = substitute(statement.expression, {**shown})
                return replace(statement, target=plain(target), expression=expression)
            case Gate(target=target, others=others, note=note):
                first, *rest = (texts.get(name, plain(name)) for name in (target, *others))
                said = reworded(note, words) if target in words else note
                return replace(statement, target=first, others=tuple(rest), note=said)
            case Update(target=target):
                return replace(statement, target=texts.get(target, plain(target)))
            case _:
                return statement

    parameters = tuple(replace(p, name=texts[p.name]) for p in circuit.parameters)
    return replace(circuit, parameters=parameters, body=tuple(map(write, circuit.body)))
