"""Holdings: which arrays a function holds at each of its lines, and how much that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from gradgen.ir.circuit import Assertion, Circuit, Gate, Statement, Update
from gradgen.ir.expression import Apply, Expression, children, names_in
from gradgen.ir.looks import without_looks
from gradgen.ir.namespaces import is_asking
from gradgen.rules.matcher import is_constant, is_size

Size: TypeAlias = Callable[[str], float | None]
Owns: TypeAlias = Callable[[Expression], bool]


class Holding(NamedTuple):
    """An array by the names that it has, its size, and the first and last line that have it."""

    names: tuple[str, ...]
    size: float
    made: int
    last: int


class Holdings:
    """The arrays that a function without loops makes.

    `size` tells how large a value is beside the largest; one of which it does not know is as large
    as the largest that it is made of. `owns` tells whether what an expression gives is surely in
    memory of its own; else its name is one more of the arrays that it is made of.
    """

    def __init__(self, circuit: Circuit, size: Size, owns: Owns) -> None:
        self._body = circuit.body
        self._size, self._owns = size, owns
        self._sizes = {p.name: size(p.name) or 0.0 for p in circuit.parameters}
        self._first: dict[str, str] = {}
        for gate in circuit.gates():
            if not is_asking(gate):  # a namespace is no array
                self._enter(gate)
        self.rows = tuple(self._rows(circuit))

    def need(self, place: int) -> float:
        """What has to be held while a line runs: what is read from there on, and what it makes."""
        held = sum(row.size for row in self.rows if row.made < place <= row.last)
        return held + self._made(self._body[place])

    def need_of_tape(self, place: int, turn: int) -> float:
        """The same where all that is read from the line `turn` on is held to the end."""
        kept = sum(row.size for row in self.rows if row.made < turn <= row.last < place)
        return self.need(place) + kept

    def _enter(self, gate: Gate) -> None:
        heaviest = self._heaviest(gate.expression)
        for target in gate.targets:
            known = self._size(target)
            size = heaviest if known is None else known
            self._sizes[target] = max(size, self._sizes.get(target, 0.0))
            self._first.setdefault(target, target)
            if not self._owns(gate.expression):
                for name in names_in(without_looks(gate.expression)):
                    self._first[self._of(target)] = self._of(name)

    def _of(self, name: str) -> str:
        """The first name of the array that has this name."""
        while self._first.setdefault(name, name) != name:
            name = self._first[name]
        return name

    def _rows(self, circuit: Circuit) -> Iterator[Holding]:
        """The arrays that are the function's own."""
        names: dict[str, list[str]] = defaultdict(list)
        for name in self._first:
            names[self._of(name)].append(name)
        places: dict[str, list[int]] = defaultdict(list)
        for place, statement in enumerate(self._body):
            for name in _touched(statement):
                places[self._of(name)].append(place)
        for name in names_in(circuit.returns) if circuit.returns else ():
            places[self._of(name)].append(len(self._body))
        bound = {target for gate in circuit.gates() for target in gate.targets}
        for first, row in names.items():
            if bound.issuperset(row):
                size = max(self._sizes.get(name, 0.0) for name in row)
                yield Holding(tuple(row), size, min(places[first]), max(places[first]))

    def _heaviest(self, expression: Expression) -> float:
        names = names_in(without_looks(expression))
        return max((self._sizes.get(name, 0.0) for name in names), default=0.0)

    def _made(self, statement: Statement) -> float:
        """What a line makes: its result, and what is held on the way there."""
        match statement:
            case Gate(expression=expression, idle=False):
                result = max(self._size(t) or 0.0 for t in statement.targets)
                return self._peak(expression, result)
            case Update(value=value, idle=False):
                return self._peak(value, self._heaviest(value))
            case _:
                return 0.0

    def _peak(self, expression: Expression, result: float) -> float:
        """The most that is held while an expression is computed, its operands left out."""
        if not isinstance(expression, Apply) or is_constant(expression) or is_size(expression):
            return 0.0
        is_each = expression.function.module == "operator" and expression.function.name != "matmul"
        held = most = 0.0
        for part in children(expression):
            heaviest = self._heaviest(part)
            size = min(heaviest, result) if is_each else heaviest
            most = max(most, held + self._peak(part, size))
            held += size if isinstance(part, Apply) and self._owns(part) else 0.0
        if is_each:  # NumPy reuses what is held on the way
            return max(most, held, result)
        return max(most, held + (result if self._owns(expression) else 0.0))


def _touched(statement: Statement) -> tuple[str, ...]:
    """The names that a line binds or reads."""
    match statement:
        case Gate(expression=expression, idle=False):
            return (*statement.targets, *names_in(expression))
        case Update(target=target, index=index, value=value, idle=False):
            return (target, *names_in(index), *names_in(value))
        case Assertion(test=test, message=message):
            return (*names_in(test), *(names_in(message) if message else ()))
        case _:
            return ()
