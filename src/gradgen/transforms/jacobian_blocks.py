"""The blocks of a Jacobian: one for each output and parameter, and the lines that give them.

Of an output of shape [A] and a parameter of shape [B], by rows::

    dy_dx = np.zeros(y.shape + x.shape, x.dtype)
    for i in range(y.shape[0]):
        grad_y = np.zeros_like(y)
        grad_y[i] = 1.0
        …
        dy_dx[i] = grad_x
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from gradgen.analysis.activity import active
from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import (
    Circuit,
    Enter,
    Gate,
    Leave,
    Output,
    Remark,
    Statement,
    Update,
)
from gradgen.ir.expression import Apply, Expression, Function, Literal, Name, Sequence, operator
from gradgen.ir.names import Names
from gradgen.rules.forms import fill
from gradgen.targets.localize import localize
from gradgen.targets.numpy import numpy_target
from gradgen.transforms.liveness import without_unread
from gradgen.transforms.owning import owned
from gradgen.transforms.pullback import pull_back
from gradgen.transforms.pushforward import push
from gradgen.transforms.stand_ins import with_stand_ins
from gradgen.transforms.turns import with_turns

_ONE = Literal("1.0")
Entry = Callable[[str, str], str]


def partial_derivative(output: str, parameter: str) -> str:
    """The name of what an output changes by with a parameter: `dL_dx`."""
    return f"d{output}_d{parameter}"


@dataclass
class Blocks:
    """The blocks of a Jacobian by output and parameter, and the lines that give them."""

    circuit: Circuit
    facts: Facts
    wrt: tuple[str, ...]
    names: Names
    outputs: tuple[Output, ...]
    entry: Entry
    like: Mapping[str, str]

    def __post_init__(self) -> None:
        self.blocks: dict[tuple[str, str], Name] = {}
        self.lines: list[Statement] = []

    def add_rows(self) -> None:
        """The blocks of each output, by reverse mode."""
        for output in self.outputs:
            if self._is_scalar(output.value):
                self._add_lone_row(output)
            else:
                self._add_rows_of(output)

    def _is_scalar(self, value: Expression) -> bool:
        return not isinstance(value, Name) or self.facts.shapes.of(value).is_scalar

    def _add_lone_row(self, output: Output) -> None:
        def name(value: str) -> str:
            named = self.entry if value in self.wrt else partial_derivative
            return named(output.name, value)

        alone = replace(self.circuit, outputs=(output,))
        half = pull_back(alone, self.facts, self.wrt, self.names, start="one", naming=name)
        lone = len(self.outputs) == 1
        self._head("backward" if lone else f"backward from {output.name}")
        arrays = [
            g for p, g in zip(self.wrt, half.gradients, strict=True) if not self._is_scalar(Name(p))
        ]
        self._extend(owned(half.lines, arrays, self.circuit), half.gradients)
        for parameter, gradient in zip(self.wrt, half.gradients, strict=True):
            self.blocks[output.name, parameter] = gradient

    def _add_rows_of(self, output: Output) -> None:
        alone = replace(self.circuit, outputs=(output,))
        value = output.value
        assert isinstance(value, Name)
        varying = [p for p in self.wrt if p in active(alone, self.facts, self.wrt)]
        self._head(f"backward, for each element of {output.name}")
        for parameter in self.wrt:
            self._add_block(output, parameter)
        if not varying:
            return
        inside = self.names.branch()
        half = pull_back(alone, self.facts, tuple(varying), inside, start="unit")
        index, over = self._loop_over(value, inside)
        self.lines.append(Enter(index.id, over, self.circuit.span))
        self._unit(Name(half.seeds[0].name), value, index, "upstream gradient")
        self._extend(half.lines, half.gradients)
        for parameter, gradient in zip(varying, half.gradients, strict=True):
            block = self.blocks[output.name, parameter]
            self._put(block, index, gradient, f"row of {output.name}")
        self.lines.append(Leave(self.circuit.span))

    def add_columns(self) -> None:
        """The blocks of each parameter, by forward mode."""
        for parameter in self.wrt:
            if self._is_scalar(Name(parameter)):
                self._add_lone_column(parameter)
            else:
                self._add_columns_of(parameter)

    def _add_lone_column(self, parameter: str) -> None:
        outputs = {output.name for output in self.outputs}

        def name(value: str) -> str:
            named = self.entry if value in outputs else partial_derivative
            return named(value, parameter)

        circuit = replace(self.circuit, outputs=self.outputs)
        seeds = {parameter: _ONE}
        pushed = push(circuit, self.facts, self.names, seeds, naming=name)
        self._head(f"forward along {parameter}")
        found = zip(self.outputs, pushed.tangents, strict=True)
        arrays = [tangent for output, tangent in found if not self._is_scalar(output.value)]
        lines = owned(tangents_of(pushed.lines), arrays, self.circuit)
        self._extend(lines, pushed.tangents)
        for output, tangent in zip(self.outputs, pushed.tangents, strict=True):
            self.blocks[output.name, parameter] = tangent

    def _add_columns_of(self, parameter: str) -> None:
        value = Name(parameter)
        reached = active(self.circuit, self.facts, (parameter,))
        moving = tuple(o for o in self.outputs if _is_in(o.value, reached))
        self._head(f"forward, for each element of {parameter}")
        for output in self.outputs:
            self._add_block(output, parameter)
        if not moving:
            return
        inside = self.names.branch()
        seed = Name(inside.fresh(f"dot_{parameter}"))
        circuit = replace(self.circuit, outputs=moving)
        pushed = push(circuit, self.facts, inside, {parameter: seed}, shaped=True)
        index, over = self._loop_over(value, inside)
        self.lines.append(Enter(index.id, over, self.circuit.span))
        self._unit(seed, value, index, "tangent")
        self._extend(tangents_of(pushed.lines), pushed.tangents)
        for output, tangent in zip(moving, pushed.tangents, strict=True):
            block = self.blocks[output.name, parameter]
            at = index if self._is_scalar(output.value) else self._behind(index, value)
            self._put(block, at, tangent, f"column of {parameter}")
        self.lines.append(Leave(self.circuit.span))

    def _head(self, text: str) -> None:
        self.lines.append(Remark(text, heading=True))

    def _extend(self, lines: Iterable[Statement], results: tuple[Name, ...]) -> None:
        """Add lines, but for those that nobody reads."""
        needed = without_unread(list(lines), Sequence(results))
        readers = Sequence((*results, *self.blocks.values()))
        lines = with_stand_ins(self.circuit, self.facts, needed, readers)
        self.lines += with_turns(self.circuit, lines)

    def _add_block(self, output: Output, parameter: str) -> None:
        """An array of zeros for a block."""
        block = Name(self.names.fresh(self.entry(output.name, parameter)))
        self.blocks[output.name, parameter] = block
        of = Name(parameter)
        value = Name(self.like[output.name]) if output.name in self.like else output.value
        dtypes, shapes = self.facts.dtypes, self.facts.shapes
        if self._is_scalar(of) or self._is_scalar(value):
            whole = value if self._is_scalar(of) else of
            form = "zeros_like(y)" if dtypes.is_float(whole) else "zeros_like(1.0 * y)"
            zeros = fill(form, y=whole)
        else:
            sizes = [
                fill("x.shape" if shapes.is_solid(v) else "shape(x)", x=v) for v in (value, of)
            ]
            alike = value == of or dtypes.are_alike(value, of)
            kind = "x.dtype" if alike and shapes.is_solid(of) else "result_type(y, x)"
            template = f"zeros(rows + columns, {kind})"
            zeros = fill(template, rows=sizes[0], columns=sizes[1], x=of, y=value)
        note = (f"how {output.name} changes with {parameter}", "")
        line = Gate(
            block.id, localize(zeros, numpy_target()), self.circuit.span, note=note, rule="block"
        )
        self.lines.append(line)

    def _loop_over(self, value: Name, names: Names) -> tuple[Name, Expression]:
        """The index of a loop over the elements of `value`, and what it runs over."""
        index = Name(names.fresh("i"))
        if self.facts.shapes.of(value).rank == 1:
            count = fill("x.shape[0]", x=value)
            return index, Apply(Function("range", "builtins", "range"), (count,))
        shape = "x.shape" if self.facts.shapes.is_solid(value) else "shape(x)"
        return index, localize(fill(f"ndindex({shape})", x=value), numpy_target())

    def _behind(self, index: Name, value: Name) -> Expression:
        """An index of the last axes, those of `value`."""
        lone = self.facts.shapes.of(value).rank == 1
        last = index if lone else operator("star", "*", index)
        return Sequence((Literal("..."), last))

    def _unit(self, seed: Name, value: Name, index: Name, what: str) -> None:
        """Bind `seed` to zeros in the shape of `value`, with a one at `index`."""
        is_float = self.facts.dtypes.is_float(value)
        form = "zeros_like(x)" if is_float else "zeros_like(1.0 * x)"
        zeros = localize(fill(form, x=value), numpy_target())
        note = (f"{what}: one at {index.id}, zero elsewhere", what)
        self.lines.append(Gate(seed.id, zeros, self.circuit.span, note=note, rule="unit"))
        self._put(seed, index, _ONE, "")

    def _put(self, target: Name, index: Expression, value: Expression, said: str) -> None:
        note = (said,) if said else ()
        span = self.circuit.span
        self.lines.append(Update(target.id, index, value, span, note, "block", puts=True))


def tangents_of(lines: Iterable[Statement]) -> list[Statement]:
    """The lines that carry tangents, without those of the function itself; its loops stay."""
    return [
        line
        for line in lines
        if isinstance(line, Enter | Leave) or (isinstance(line, Gate | Update) and line.rule)
    ]


def _is_in(value: Expression, names: frozenset[str]) -> bool:
    return isinstance(value, Name) and value.id in names
