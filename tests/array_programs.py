"""Random programs on arrays as source text, each made from one number.

A program is run while it is written: whatever is put into it is computed first, and only stays if
that went without a warning and gave numbers of a moderate size. So the tables of templates
(`array_templates`) need to say little of shapes and domains.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from array_templates import (
    CHOICES,
    CONSTANTS,
    ELEMENTWISE,
    HELPERS,
    LAYOUTS,
    LOOPS,
    PRODUCTS,
    REDUCTIONS,
    SEVERAL,
)
from dice import Dice

Value = Any

HEADER: Final = """\
import numpy as np
from scipy import special
from jaxtyping import Bool, Float, Int
"""
# Names that are hard on a generator of names.
_NAMES: Final = """
    x y z w a b c s u v t t1 t2 t3 x_1 x_2 y_1 out out1 L grad grad_x grad_y grad_out grad_t1 like
    axis shape np_1 h W X Q size sum_1 mean e index λ unbroadcast_1 dtype T
"""
NAMES: Final = tuple(_NAMES.split())
GLOBAL_NAMES: Final = ("K", "RATE", "scale", "TABLE", "layer", "g", "norm", "unbroadcast", "t1")
LARGEST = 60.0


class UnfitError(Exception):
    """What was tried does not run, or gives numbers that are no good."""


@dataclass(frozen=True)
class ArrayProgram:
    """A file with its shapes annotated, and where to look at the function `f` in it.

    `fixed` are the parameters that carry no gradient. `is_single` says that all of it is computed
    in float32; `writes_shared` that an array is changed in place which others see.
    """

    source: str
    values: Mapping[str, Value]
    fixed: frozenset[str] = frozenset()
    is_single: bool = False
    writes_shared: bool = False


def without_shapes(source: str) -> str:
    """The same file with no annotation of a shape."""
    source = re.sub(r': Float\[np\.ndarray, "[^"]*"\]', "", source)
    return re.sub(r"(?<=\w): (?:float|np\.ndarray)(?=[,)=* ])", "", source)


@dataclass
class _Maker:
    """Writes one file."""

    dice: Dice
    avoid: frozenset[str]
    is_single: bool = False
    constants: list[str] = field(default_factory=list)
    helpers: dict[str, str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    module: dict[str, Value] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    given: list[Value] = field(default_factory=list)
    writes_shared: bool = False

    # -- running what is written

    def compute(self, text: str) -> Value:
        """The value of an expression, if it is a good one."""
        if any(f"{name}(" in text for name in self.avoid):
            raise UnfitError("avoided")
        try:
            with warnings.catch_warnings(), np.errstate(all="raise"):
                warnings.simplefilter("error")
                value = eval(text, self.module, dict(self.values))
        except Exception as error:
            raise UnfitError(str(error)) from error
        return value

    def good(self, value: Value) -> bool:
        """Whether a value may flow through the program."""
        if isinstance(value, bool | np.bool_) or not _is_real(value):
            return False
        if self.is_single and type(value) is not float and value.dtype != np.float32:
            return False
        if np.ndim(value) > 4 or np.size(value) > 80:
            return False
        return bool(np.all(np.isfinite(value))) and bool(np.all(np.abs(value) < LARGEST))

    # -- expressions

    def names(self, least_rank: int = 0) -> list[str]:
        """The names of what may be differentiated, of at least this rank."""
        return [n for n, v in self.values.items() if _is_real(v) and np.ndim(v) >= least_rank]

    def name(self, least_rank: int = 0) -> str:
        """One of the names, more often a late one."""
        names = self.names(least_rank)
        if not names:
            raise UnfitError("no name")
        return self.dice.pick(names[-4:] if self.dice.one_in(2) else names)

    def leaf(self) -> str:
        """A name or a number."""
        kind = self.dice.number(0, 11)
        if kind == 0 and self.constants:
            known = [name for name in self.constants if name not in self.values]
            return self.dice.pick(known or ["2"])
        if kind <= 1:
            return self.dice.pick(("0.5", "2", "1.5", "-0.75", "3.0", "1e-1"))
        if kind == 2:
            name = self.name(1)
            form = self.dice.pick(("{}.shape[0]", "{}.size", "len({})", "{}.ndim", "np.size({})"))
            return form.format(name)
        return self.name()

    def expression(self, depth: int) -> str:
        """An expression of at most `depth` levels whose value is good."""
        for _ in range(12):
            try:
                text = self._tried(depth)
                if self.good(self.compute(text)):
                    return text
            except UnfitError:
                continue
        return self.name()

    def _tried(self, depth: int) -> str:
        kind = self.dice.number(0, 22) if depth > 0 else 0
        if kind <= 3:
            return self.leaf()
        if kind <= 9:
            return self.operation(depth)
        if kind <= 12:
            return self.indexed()
        if kind == 13 and self.calls:
            return self.call(depth)
        table = self.dice.pick((ELEMENTWISE, ELEMENTWISE, CHOICES, REDUCTIONS, LAYOUTS, PRODUCTS))
        return self.filled(self.dice.pick(table), depth)

    def operation(self, depth: int) -> str:
        """Two expressions and an operator between them."""
        kind = self.dice.number(0, 6)
        left, right = self.expression(depth - 1), self.expression(depth - 1)
        if kind == 6:
            return f"{_closed(left)} / {_closed(self.positive(depth - 1))}"
        return f"{_closed(left)} {'**++-**'[kind].replace('**', '*')} {_closed(right)}"

    def positive(self, depth: int) -> str:
        """An expression whose values are positive, and not too near to 0."""
        for _ in range(2):
            text = self.expression(depth - 1)
            if np.all(np.asarray(self.compute(text)) > 0.2):
                return text
        form = self.dice.pick(
            ("1.25 + {0} * {0}", "1.5 + np.sin({0})", "np.exp(0.3 * {0})", "np.abs({0}) + 0.5")
        )
        return form.format(self.name())

    def filled(self, template: str, depth: int) -> str:
        """`template` with something for all of its slots."""
        slots: dict[str, str] = {}
        for slot in "abc":
            slots[slot] = _closed(self.expression(depth - 1)) if f"{{{slot}}}" in template else ""
        if "{b}" in template and self.dice.one_in(2):
            slots["b"] = self.like(slots["a"] or self.name())
        slots["x"] = self.name(1) if "{x}" in template else ""
        slots["w"] = self.name(1) if "{w}" in template else ""
        slots["d"] = self._matrix() if "{d}" in template else ""
        slots["p"] = _closed(self.positive(depth)) if "{p}" in template else ""
        slots["u"] = self.bounded() if "{u}" in template else ""
        main = slots["a"] or slots["x"] or slots["d"] or slots["w"] or slots["p"]
        value = self.compute(main) if main else 0.0
        return self.expanded(template, slots, value)

    def expanded(self, template: str, slots: dict[str, str], value: Value) -> str:
        """`template` with its slots, each axis and each lone number chosen by itself."""

        def one(match: re.Match[str]) -> str:
            name = match[1]
            return slots[name] if name in slots else self.detail(name, value)

        return re.sub(r"\{(\w+)\}", one, template)

    def detail(self, name: str, value: Value) -> str:
        """What stands in the slots that depend on the shape of the main operand."""
        rank, dice = np.ndim(value), self.dice
        if not rank and name in ("axis", "axis_only"):
            raise UnfitError("no axis")
        axis = str(dice.number(-rank, rank - 1)) if rank else "0"
        if name == "axis":
            return axis
        if name == "axis_only":
            return f"axis={axis}" if dice.one_in(2) else axis
        if name == "one_axis":
            return f", axis={axis}" if rank and dice.one_in(2) else ""
        if name == "axes":
            return self._axes(rank)
        if name == "keep":
            return dice.pick((", keepdims=True", "", "")) if rank else ""
        if name == "order":
            order = dice.several(range(rank), rank, rank)
            return f"({', '.join(str(i - rank * dice.number(0, 1)) for i in order)},)".replace(
                ",)", ")" if rank > 1 else ",)"
            )
        if name in ("sizes", "shape", "wider"):
            return self._sizes(name, value)
        if name == "s":
            return self._lone()
        if name == "v":
            return self._vector()
        raise AssertionError(name)

    def _axes(self, rank: int) -> str:
        if not rank or self.dice.one_in(3):
            return self.dice.pick(("", ", axis=None"))
        chosen = self.dice.several(range(rank), 1, rank)
        signed = [str(i - rank * self.dice.number(0, 1)) for i in chosen]
        if len(signed) == 1:
            return self.dice.pick((f", axis={signed[0]}", f", axis=({signed[0]},)"))
        return f", axis=({', '.join(signed)})"

    def _sizes(self, name: str, value: Value) -> str:
        shape = list(np.shape(value))
        if name == "wider":
            new = [n if n != 1 or self.dice.one_in(2) else 3 for n in shape]
            new = [self.dice.number(1, 3), *new] if self.dice.one_in(2) else new
        else:
            new = self._split(int(np.size(value)))
            place = self.dice.number(0, len(new))
            if place < len(new) and np.size(value):
                new[place] = -1
        text = ", ".join(map(str, new))
        if name == "sizes":
            return text or "-1"
        return f"({text},)" if len(new) == 1 else f"({text})"

    def _split(self, size: int) -> list[int]:
        if size == 0:
            return self.dice.pick(([0], [0, 2], [3, 0]))
        factors = [n for n in range(1, size + 1) if size % n == 0]
        first = self.dice.pick(factors)
        rest = size // first
        if self.dice.one_in(3):
            return [first, rest]
        second = self.dice.pick([n for n in range(1, rest + 1) if rest % n == 0])
        return self.dice.pick(([first, rest], [size], [first, second, rest // second]))

    def _lone(self) -> str:
        """An expression of a single number."""
        lone = [n for n in self.names() if np.ndim(self.values[n]) == 0]
        if lone and self.dice.one_in(2):
            return self.dice.pick(lone)
        return f"np.sum({self.name()})"

    def _matrix(self) -> str:
        matrices = [n for n in self.names() if np.ndim(self.values[n]) == 2]
        if not matrices:
            raise UnfitError("no matrix")
        return self.dice.pick(matrices)

    def _vector(self) -> str:
        vectors = [n for n in self.names() if np.ndim(self.values[n]) == 1]
        return self.dice.pick(vectors) if vectors else f"{self.name(1)}.reshape(-1)"

    def like(self, text: str) -> str:
        """A name that can stand beside an expression: of the same shape, or one that broadcasts."""
        shape = np.shape(self.compute(text))
        fitting = [n for n in self.names() if _fits(np.shape(self.values[n]), shape)]
        return self.dice.pick(fitting) if fitting else self.name()

    def bounded(self) -> str:
        """An expression whose values lie inside (-1, 1)."""
        form = self.dice.pick(("0.9 * np.sin({0})", "np.tanh({0}) * 0.8", "0.02 * {0}"))
        return form.format(self.name())

    def indexed(self) -> str:
        """An array read at an index."""
        name = self.name(1)
        return f"{name}[{self.index(self.values[name])}]"

    def index(self, value: Value) -> str:
        """An index that fits an array."""
        shape = np.shape(value)
        kind = self.dice.number(0, 11)
        if kind == 0:
            return f"{self.name(1)} > 0" if self.dice.one_in(2) else "np.array([0, 0, -1])"
        if kind == 1:
            masks = [n for n in self.values if np.asarray(self.values[n]).dtype.kind in "bi"]
            return self.dice.pick(masks) if masks else "[0, 0, -1]"
        parts = [self.part(size) for size in shape[: self.dice.number(1, len(shape))]]
        if self.dice.one_in(4):
            parts.insert(self.dice.number(0, len(parts)), self.dice.pick(("None", "np.newaxis")))
        if self.dice.one_in(4):
            parts.insert(self.dice.number(0, len(parts)), "...")
        return ", ".join(parts)

    def part(self, size: int) -> str:
        """An index of one axis."""
        kind = self.dice.number(0, 9)
        if kind <= 1 and size:
            return str(self.dice.number(-size, size - 1))
        if kind == 2 and size:
            places = [str(self.dice.number(-size, size - 1)) for _ in range(self.dice.number(1, 3))]
            return self.dice.pick(("[{}]", "[{}]", "np.array([{}])")).format(", ".join(places))
        if kind == 3:
            whole = [n for n, v in self.values.items() if isinstance(v, int) and v < size]
            rows = [n for n, v in self.values.items() if _is_index_of(v, size)]
            if whole or rows:
                form = self.dice.pick(("{}", "{}", "{}:", ":{}", "-{}:", "::{}"))
                return form.format(self.dice.pick(whole)) if whole else self.dice.pick(rows)
        if kind == 4:
            form = self.dice.pick(
                ("{0}.shape[0] - 1", "len({0}) // 2", "{0}.ndim - 1", ":len({0})")
            )
            return form.format(self.name(1))
        return self.dice.pick(
            (":", ":", "::-1", "1:", ":-1", ":2", "::2", "1::-1", "-2:", "0:1", "-1:0:-1")
        )

    def call(self, depth: int) -> str:
        """A call of a helper."""
        name = self.dice.pick(list(self.calls))
        required = [p for p in self.calls[name].split(", ") if "=" not in p and p != "*"]
        optional = [p for p in self.calls[name].split(", ") if "=" in p]
        parts = [self.expression(depth - 1) for _ in required]
        if "axis" in self.helpers[name] and not all(np.ndim(self.compute(p)) for p in parts):
            raise UnfitError("no axis")
        if len(required) > 1 and self.dice.one_in(3):
            parts[-1] = f"{required[-1]}={parts[-1]}"
        if optional and self.dice.one_in(2):
            word = optional[0].partition("=")[0]
            parts.append(f"{word}={self.dice.pick(('2', '3', '1.5', self.name()))}")
        return f"{name}({', '.join(parts)})"

    # -- statements

    def target(self) -> str:
        """A name to bind, sometimes one that is bound already."""
        bound = self.names()
        if bound and self.dice.one_in(4):
            return self.dice.pick(bound)
        used = {*self.values, *self.module}
        return self.dice.pick([name for name in NAMES if name not in used] or bound)

    def run(self, line: str) -> bool:
        """Run a statement and keep it, unless something it binds is no good."""
        if any(f"{name}(" in line for name in self.avoid):
            return False
        values = dict(self.values)
        copies = {n: np.copy(v) for n, v in values.items() if isinstance(v, np.ndarray)}
        try:
            with warnings.catch_warnings(), np.errstate(all="raise"):
                warnings.simplefilter("error")
                exec(line, self.module, values)
        except Exception:
            self._restore(copies)
            return False
        new = [v for n, v in values.items() if n not in self.values or v is not self.values[n]]
        good = [v for v in new if not _is_discrete(v)]
        if (
            not any(map(_is_real, values.values()))
            or not all(map(self.good, good))
            or not all(map(self.good_in_place, copies))
        ):
            self._restore(copies)
            return False
        written = line.partition(" ")[0] if re.match(r"\w+ [-+*/]= ", line) else ""
        self.writes_shared = self.writes_shared or self._is_shared(written)
        self.values = values
        self.lines.append(line)
        return True

    def _is_shared(self, name: str) -> bool:
        """Whether another name sees what is written to an array, or it is the caller's."""
        value = self.values.get(name)
        others = [v for n, v in self.values.items() if n != name]
        if isinstance(value, np.ndarray) and not value.size:
            return True  # nothing is there to share, and NumPy cannot tell
        return isinstance(value, np.ndarray) and any(
            isinstance(other, np.ndarray) and np.shares_memory(value, other)
            for other in (*others, *self.given)
        )

    def good_in_place(self, name: str) -> bool:
        """Whether an array that may have been written to is still good."""
        value = self.values[name]
        return _is_discrete(value) or self.good(value)

    def _restore(self, copies: Mapping[str, Value]) -> None:
        for name, copy in copies.items():
            if not np.array_equal(self.values[name], copy):
                self.values[name][...] = copy

    def statement(self) -> None:
        """One more statement."""
        for _ in range(10):
            try:
                if self.run(self._statement()):
                    return
            except UnfitError:
                continue

    def _statement(self) -> str:
        kind = self.dice.number(0, 19)
        if kind == 18:
            return self.looped()
        if kind == 19:
            return self.written()
        if kind == 0:
            return f"{self.target()} = {self.name()}"
        if kind == 1:
            symbol = self.dice.pick(("+", "-", "*"))
            return f"{self._own()} {symbol}= {self.expression(1)}"
        if kind == 2:
            return self.swapped()
        if kind == 3:
            return self.filled_several()
        if kind == 4 and self.calls:
            targets = f"{self.target()}, {self.target()}"
            return f"{targets if self.dice.one_in(2) else self.target()} = {self.call(2)}"
        if kind == 5:
            name = self.name(1)
            form = self.dice.pick(
                ("{0} > 0", "{0} <= 0.25", "np.argmax({0}, axis=0)", "{0}.shape[0]")
            )
            return f"{self.target()} = {form.format(name)}"
        if kind == 6:
            return self.slices()
        if kind == 7:
            a, b, c = self.name(), self.name(), self.name()
            return f"{self.target()} = {a} if np.sum({c}) > 0 else {b}"
        return f"{self.target()} = {self.expression(self.dice.number(1, 3))}"

    def _own(self) -> str:
        """A name to write to: mostly one that a line made itself."""
        made = [line.partition(" = ")[0] for line in self.lines if " = " in line]
        mine = [name for name in made if name in self.names()]
        return self.dice.pick(mine) if mine and not self.dice.one_in(5) else self.name()

    def swapped(self) -> str:
        """`a, b = b, a`."""
        names = self.dice.several(self.names(), 2, 3)
        if len(names) < 2:
            raise UnfitError("only one")
        return f"{', '.join(names)} = {', '.join([*names[1:], names[0]])}"

    def filled_several(self) -> str:
        """A statement that binds several names."""
        template = self.dice.pick(SEVERAL)
        slots = {"t": self.target(), "t2": self.target()}
        if slots["t"] == slots["t2"]:
            raise UnfitError("one name")
        return self.filled(template.replace("{t}", slots["t"]).replace("{t2}", slots["t2"]), 2)

    def looped(self) -> str:
        """A loop whose turns do not depend on each other, and where what it makes starts."""
        free = [name for name in NAMES if name not in self.values]
        target, inner = self.dice.several(free, 2, 2)
        template = self.dice.pick(LOOPS).replace("{t}", target).replace("{o}", inner)
        return self.filled(template.replace("{y}", self.name(1)), 1)

    def written(self) -> str:
        """An array of the function's own, with a part of it changed in place."""
        name = self.target()
        made = self.filled(self.dice.pick(("np.array({x})", "{x}.copy()", "{x} * {s}")), 1)
        index = self.index(self.compute(made))
        symbol = self.dice.pick(("=", "+=", "-=", "*="))
        return f"{name} = {made}\n{name}[{index}] {symbol} {self.expression(1)}"

    def slices(self) -> str:
        """Several slices of one array together."""
        name = self.name(1)
        value = self.values[name]
        parts = [f"{name}[{self.index(value)}]" for _ in range(self.dice.number(2, 3))]
        joined = self.dice.pick((" * ", " + ", " - ")).join(parts)
        if self.good(self.compute(joined)):
            return f"{self.target()} = {joined}"
        return f"{self.target()} = {' + '.join(f'np.sum({part})' for part in parts)}"

    # -- the whole

    def write_module(self) -> None:
        """Constants and helpers."""
        exec(HEADER.replace("from jaxtyping import Bool, Float, Int\n", ""), self.module)
        self.module |= {"sigmoid": lambda x: 0.5 * (1 + np.tanh(0.5 * x))}
        self.module |= {
            "relu": lambda x: np.maximum(x, 0.0),
            "silu": lambda x: x / (1 + np.exp(-x)),
        }
        self.module |= {"softplus": lambda x: np.logaddexp(x, 0.0)}
        free = self.dice.several(GLOBAL_NAMES, 0, 5)
        for index, name in enumerate(free):
            if index < 2:
                self._constant(name)
            else:
                self._helper(name)

    def _constant(self, name: str) -> None:
        text = self.dice.pick(CONSTANTS)
        if self.is_single and "array" in text:
            text = text[:-1] + ", dtype=np.float32)"
        exec(f"{name} = {text}", self.module)
        self.module[f"text of {name}"] = f"{name} = {text}\n"
        self.constants.append(name)

    def _helper(self, name: str) -> None:
        parameters, body = self.dice.pick(HELPERS)
        numbers = [c for c in self.constants if np.ndim(self.module[c]) == 0]
        if re.search(r"\bK\b", body):
            if not numbers:
                return
            body = re.sub(r"\bK\b", numbers[0], body)
        indented = "".join(f"    {line}\n" for line in body.splitlines())
        text = f"def {name}({parameters}):\n{indented}"
        exec(text, self.module)
        self.helpers[name], self.calls[name] = text, parameters

    def draw_parameters(self) -> None:
        """From one to four parameters: arrays, numbers, whole numbers."""
        dims = [self.dice.number(1, 4) for _ in range(3)]
        if self.dice.one_in(12):
            dims[self.dice.number(0, 2)] = 0
        style = self.dice.number(0, 4)
        chance = np.random.default_rng(self.dice.number(0, 2**32))
        free = [n for n in NAMES if n not in self.module]
        for name in self.dice.several(free, 1, 4):
            self._parameter(name, dims, style, chance)
        if not any(np.ndim(v) for v in self.values.values()):
            extra = next(n for n in free if n not in self.values)
            self.values[extra] = self._drawn((3,), chance)
            self.parameters[extra] = ': Float[np.ndarray, "3"]'
        if self.dice.one_in(6):
            self.values["k"] = self.dice.number(0, 2)
            self.parameters["k"] = ": int"
        if self.dice.one_in(8):
            self.values["ids"] = np.array([0, -1, 0])
            self.parameters["ids"] = ': Int[np.ndarray, "3"]'

    def _parameter(self, name: str, dims: list[int], style: int, chance: Any) -> None:
        n, d, m = dims
        shape = self.dice.pick(
            [
                None,
                (),
                (n,),
                (d,),
                (n, d),
                (n, d),
                (d, m),
                (n, n),
                (m, n, d),
                (n, 1),
                (1, d),
                (1,),
                (n, 1, d),
                (1, 1),
                (2, n),
            ]
        )
        if shape is None:
            self.values[name] = float(self._drawn((), chance))
            self.parameters[name] = self.dice.pick((": float", ""))
            return
        self.values[name] = self._drawn(shape, chance)
        self.parameters[name] = self._annotation(shape, dims, style)

    def _drawn(self, shape: tuple[int, ...], chance: Any) -> Value:
        value = np.asarray(chance.uniform(0.1, 2.0, size=shape))
        if self.dice.one_in(3) is False:
            value = np.asarray(value * chance.choice([-1.0, 1.0], size=shape))
        value = np.asarray(value.round(3))
        return value.astype(np.float32) if self.is_single else value

    def _annotation(self, shape: tuple[int, ...], dims: list[int], style: int) -> str:
        names = {size: name for name, size in zip("NDM", dims, strict=True) if size > 2}
        if style >= 3 or (style == 2 and self.dice.one_in(2)):
            words = [names.get(size, str(size)) for size in shape]
        else:
            words = [str(size) for size in shape]
        if style == 4 and self.dice.one_in(3):
            kept = self.dice.number(0, len(words))
            rest = "x".join(map(str, shape[:kept]))  # equal names stand for equal axes
            words = [self.dice.pick(("...", f"*rest_{rest}")), *words[kept:]]
        if style == 2 and self.dice.one_in(3):
            return self.dice.pick(("", ": np.ndarray"))
        return f': Float[np.ndarray, "{" ".join(words)}"]'

    def ending(self) -> str:
        """The `return`: of one value, of several, or of all that there is."""
        kind = self.dice.number(0, 5)
        if kind == 0:
            return f"return {self.name()}"
        if kind == 1:
            names = self.dice.several(self.names(), 1, 3)
            last = self.expression(2)
            last = f"{last} * 1.5" if last.isidentifier() else last  # no output twice
            return f"return {', '.join([*names, last])}"
        if kind == 2:
            return f"return {self.expression(2)}"
        return self.total()

    def total(self) -> str:
        """The `return` of one number to which all that is bound contributes."""
        names = self.names()
        form = self.dice.pick(("np.sum({0})", "np.sum({0} * {0})", "np.mean({0})"))
        if any(np.size(self.values[n]) == 0 for n in names):
            form = "np.sum({0})"
        return "return " + " + ".join(form.format(n) for n in names)

    def text(self) -> str:
        """The whole file."""
        constants = [self.module[f"text of {name}"] for name in self.constants]
        signature = ", ".join(name + kind for name, kind in self.parameters.items())
        lines = [line for statement in self.lines for line in statement.split("\n")]
        body = "".join(f"    {line}\n" for line in lines)
        parts = [HEADER, *constants, *self.helpers.values(), f"def f({signature}):\n{body}"]
        return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def array_program(
    seed: int,
    statements: int = 9,
    avoid: frozenset[str] = frozenset(),
    *,
    gives_number: bool = False,
) -> ArrayProgram:
    """The program of a number; it calls none of the functions in `avoid`.

    With `gives_number` what it returns is a single number, as only such a one has a Hessian.
    """
    dice = Dice(seed)
    maker = _Maker(dice, avoid, is_single=dice.one_in(8))
    maker.write_module()
    maker.draw_parameters()
    maker.given = [*maker.values.values()]
    values = {n: np.copy(v) if isinstance(v, np.ndarray) else v for n, v in maker.values.items()}
    for _ in range(dice.number(1, statements)):
        maker.statement()
    maker.lines.append(maker.total() if gives_number else maker.ending())
    fixed = frozenset(n for n in ("k", "ids") if n in values)
    return ArrayProgram(maker.text(), values, fixed, maker.is_single, maker.writes_shared)


def _is_real(value: Value) -> bool:
    if isinstance(value, float):
        return True
    return isinstance(value, np.ndarray | np.generic) and value.dtype.kind == "f"


def _is_discrete(value: Value) -> bool:
    if isinstance(value, int):
        return True
    return isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "bi"


def _is_index_of(value: Value, size: int) -> bool:
    """Whether an array may stand for an index of an axis: a mask, or places."""
    if not isinstance(value, np.ndarray) or value.ndim != 1:
        return False
    return value.size == size if value.dtype.kind == "b" else value.dtype.kind == "i"


def _fits(shape: tuple[int, ...], whole: tuple[int, ...]) -> bool:
    try:
        np.broadcast_shapes(shape, whole)
    except ValueError:
        return False
    return True


_ATOM: Final = re.compile(r"[\w.]+(?:\([^()]*\)|\[[^\[\]]*\])?\Z")


def _closed(text: str) -> str:
    """An expression that may stand anywhere."""
    return text if _ATOM.match(text) and not text.startswith("-") else f"({text})"
