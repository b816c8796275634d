"""Random programs as source text: what a test feeds to the generator.

A `ModuleMaker` writes a file: imports in some spelling, constants, helper functions and the
function to differentiate. A `FunctionMaker` writes the statements of one function; expressions come
from a table of templates (`templates`), whose arguments stay inside the domain of what they call.
Programs on arrays are to share all of it but the tables of templates and arguments.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from dice import Dice
from templates import (
    CONDITIONS,
    DEFINITIONS,
    PLAIN,
    SHARP,
    SMOOTH,
    WELL_KNOWN,
)

# Names that are hard on a generator of names; none of them is needed by the templates.
_LOCAL: Final = """
    x y z w a b c s u v t1 t2 t3 x_1 x_2 y_1 a_1 out out1 L grad grad_x grad_y grad_out grad_L
    grad_t1 match case type _ __ math_1 e pi λ größe naïve sigmoid relu max sum exp sin m math
    print f_1 unused first_layer_output
"""
LOCAL_NAMES: Final = tuple(_LOCAL.split())
_GLOBAL: Final = """
    h g k square double norm exp log sin cos e pi sigmoid relu silu softplus tanh t1 x_1 out L
    grad_x max sum x y K scale RATE m math_1 helper γ f_1 f_backward_1 digamma polygamma slope alpha
"""
GLOBAL_NAMES: Final = tuple(_GLOBAL.split())
LITERALS: Final = ("0.5", "2", "1.5", "3.0", "1e-1", "-0.75", "0x2", "1_0.5", "2.", ".25")
CONSTANTS: Final = ("0.5", "-1.25", "3", "2 * 0.75", "1 / 3", "(0.1 + 0.2)", "1e-3")
COMMENTS: Final = ("# note", "#: colon", "# a # b", "# größe → x", "# x = 3", '# "quoted"')
# The gates that may be called without a definition.
GATES: Final = frozenset(template.partition("(")[0] for template in WELL_KNOWN)

# How strongly the outermost operator of an expression binds.
CONDITIONAL, COMPARISON, SUM, PRODUCT, UNARY, POWER, ATOM = range(7)


@dataclass(frozen=True)
class Program:
    """A file, the function in it to differentiate, and where.

    `arguments` are by name; those left out have defaults. `wrt` is `None` for all parameters.
    `undefined` are the well-known gates that the file leaves undefined.
    """

    source: str
    arguments: dict[str, float]
    wrt: tuple[str, ...] | None
    undefined: frozenset[str]
    function: str = "f"


@dataclass(frozen=True)
class Piece:
    """The text of an expression, and how strongly its outermost operator binds."""

    text: str
    level: int = ATOM

    def at(self, level: int) -> str:
        """The text where something that binds at least as strongly as `level` is wanted."""
        return self.text if self.level >= level else f"({self.text})"


@dataclass(frozen=True)
class Helper:
    """A function of the file that may be called: its parameters, by position and by keyword."""

    name: str
    positional: tuple[str, ...]
    keyword_only: tuple[str, ...]
    optional: frozenset[str]


@dataclass
class ModuleMaker:
    """Writes a file, and keeps book of the names at its top level."""

    choose: Dice
    imports: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    helpers: list[Helper] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    gates: dict[str, str] = field(default_factory=dict)
    undefined: set[str] = field(default_factory=set)
    reserved: set[str] = field(default_factory=lambda: {"f"})
    built_in: set[str] = field(default_factory=set)
    spellings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def taken(self) -> set[str]:
        """The names that the top level binds, and those that it must leave alone."""
        return {*self.imports, *self.constants, *self.reserved, *self.undefined}

    def fresh(self, hidden: frozenset[str]) -> str | None:
        """A name that the top level can still bind, and that `hidden` does not hide."""
        used = {*self.taken, *hidden}
        free = [name for name in GLOBAL_NAMES if name not in used]
        return self.choose.pick(free) if free else None

    def reserve(self, hidden: frozenset[str]) -> str | None:
        """A fresh name, taken from now on."""
        name = self.fresh(hidden)
        if name:
            self.reserved.add(name)
        return name

    def spell(self, name: str, hidden: frozenset[str]) -> str | None:
        """How to call a function of `math` or a built-in where `hidden` are local names."""
        if hasattr(builtins, name) and name != "pow":
            if name in hidden or name in self.taken - self.built_in:
                return None
            self.built_in.add(name)
            self.reserved.add(name)
            return name
        known = [s for s in self.spellings.get(name, ()) if s.partition(".")[0] not in hidden]
        if known and not self.choose.one_in(4):
            return self.choose.pick(known)
        spelled = self._imported(name, hidden)
        self.spellings.setdefault(name, []).append(spelled)
        return spelled

    def _imported(self, name: str, hidden: frozenset[str]) -> str:
        style = self.choose.number(0, 4)
        if style == 1 and name not in {*hidden, *self.taken, *dir(builtins)}:
            self.imports[name] = f"from math import {name}"
            return name
        alias = self.fresh(hidden) if style in (2, 3) else None
        if alias and style == 2:
            self.imports[alias] = f"from math import {name} as {alias}"
            return alias
        if alias:
            self.imports[alias] = f"import math as {alias}"
            return f"{alias}.{name}"
        if "math" not in hidden:
            self.imports["math"] = "import math"
            return f"math.{name}"
        self.imports["mathematics"] = "import math as mathematics"
        return f"mathematics.{name}"

    def constant(self, hidden: frozenset[str]) -> str | None:
        """The name of a constant of the file."""
        known = [name for name in self.constants if name not in hidden]
        if known and not self.choose.one_in(3):
            return self.choose.pick(known)
        name = self.fresh(hidden)
        if name:
            visible = list(self.constants)
            value = self.choose.pick(CONSTANTS)
            if visible and self.choose.one_in(3):
                value = f"{self.choose.pick(visible)} * {value}"
            self.constants[name] = value
        return name

    def gate(self, hidden: frozenset[str]) -> str | None:
        """The name of a definition in the file of what is, or looks like, a known gate."""
        known = [name for name in self.gates if name not in hidden]
        if known and not self.choose.one_in(3):
            return self.choose.pick(known)
        name = self.reserve(hidden)
        text = fill(
            self.choose.pick(DEFINITIONS),
            lambda function: self.spell(function, frozenset(("x", "z", "s", "e"))),
        )
        if name is None or text is None:
            return None
        self.gates[name] = text.replace("NAME", name)
        return name

    def text(self) -> str:
        """The whole file."""
        imports = list(dict.fromkeys(self.imports.values()))
        constants = [f"{name} = {value}" for name, value in self.constants.items()]
        functions = [*self.gates.values(), *self.functions]
        turned = functions[::-1] if self.choose.one_in(3) else functions
        return "\n".join([*imports, *constants, *turned]) + "\n"


_CALLED: Final = re.compile(r"(?<![\w.{])[a-z]\w*(?=\()")


def fill(template: str, spell: Callable[[str], str | None]) -> str | None:
    """`template` with every function that it calls as `spell` has it; `None` if one cannot be."""
    spelled = {name: spell(name) for name in dict.fromkeys(_CALLED.findall(template))}
    if None in spelled.values():
        return None
    return _CALLED.sub(lambda match: spelled[match[0]] or "", template)


@dataclass
class FunctionMaker:
    """Writes one function: parameters, statements, what is returned."""

    choose: Dice
    module: ModuleMaker
    name: str
    local_names: frozenset[str]
    bound: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    indent: str = "    "

    # -- expressions

    def leaf(self) -> Piece:
        """A name or a number."""
        kind = self.choose.number(0, 9)
        if kind == 9:
            constant = self.module.constant(self.local_names)
            return Piece(constant or self.choose.pick(self.bound))
        if kind >= 7:
            text = self.choose.pick(LITERALS)
            return Piece(text, UNARY if text.startswith("-") else ATOM)
        return Piece(self.choose.pick(self.bound))

    def expression(self, depth: int) -> Piece:
        """An expression of at most `depth` levels."""
        kind = self.choose.number(0, 12) if depth else 0
        if kind <= 2:
            piece = self.leaf()
        elif kind <= 7:
            piece = self.operation(depth)
        else:
            piece = self.filled(self.template(kind), depth) or self.leaf()
        return Piece(f"({piece.text})") if self.choose.one_in(12) else piece

    def template(self, kind: int) -> str:
        """A template of the sort `kind`."""
        if kind == 12 and self.choose.one_in(2):
            return self.choose.pick(WELL_KNOWN)
        if kind == 11 and self.choose.one_in(2):
            gate = self.module.gate(self.local_names)
            return f"GATE{gate}({{a}})" if gate else "{a}"
        return self.choose.pick((SMOOTH, SMOOTH, PLAIN, SHARP, CONDITIONS)[kind - 8])

    def operation(self, depth: int) -> Piece:
        """Two expressions and an operator between them."""
        kind = self.choose.number(0, 6)
        left = self.expression(depth - 1)
        if kind == 0:
            return Piece(f"-{left.at(UNARY)}", UNARY)
        if kind == 1:
            return Piece(f"{left.at(ATOM)} ** {self.choose.pick(('2', '3', '2.0', '1'))}", POWER)
        if kind == 2:
            name = self.choose.pick(self.bound)
            return Piece(f"{left.at(PRODUCT)} / (1.25 + {name} * {name})", PRODUCT)
        right = self.expression(depth - 1)
        if kind in (3, 4):
            return Piece(f"{left.at(PRODUCT)} * {right.at(UNARY)}", PRODUCT)
        return Piece(f"{left.at(SUM)} {'+-'[kind - 5]} {right.at(PRODUCT)}", SUM)

    def filled(self, template: str, depth: int) -> Piece | None:
        """`template` with expressions for its letters: x and y names, a, b and c anything."""
        text = fill(template, self.spell)
        if text is None:
            return None
        pieces = {
            letter: self.choose.pick(self.bound) for letter in "xy" if f"{{{letter}}}" in text
        }
        for letter in "abc":
            if f"{{{letter}}}" in text:
                pieces[letter] = self.expression(depth - 1).at(ATOM)
        return Piece(text.format(**pieces).replace("GATE", ""), self.level(template))

    def level(self, template: str) -> int:
        """How strongly a filled template binds: a lone call as an atom, all else weakest."""
        return ATOM if re.fullmatch(r"\w+\([^()]*\)", template) else CONDITIONAL

    def spell(self, name: str) -> str | None:
        """How this function calls `name`; `None` where a local name hides it."""
        if name in GATES:
            if name in self.local_names or name in self.module.taken - self.module.undefined:
                return None
            self.module.undefined.add(name)
            return name
        return self.module.spell(name, self.local_names)

    # -- statements

    def target(self) -> str:
        """A name to bind, often one that is bound already."""
        names = [name for name in LOCAL_NAMES if name in self.local_names]
        return self.choose.pick(self.bound if self.choose.one_in(3) else names)

    def bind(self, name: str) -> None:
        """Note that `name` is bound from here on."""
        if name not in self.bound:
            self.bound.append(name)

    def statement(self) -> None:
        """One more statement, sometimes with a comment."""
        makers = (
            self.assign,
            self.assign,
            self.assign,
            self.augmented,
            self.augmented,
            self.chained,
            self.unpacked,
            self.starred,
            self.swapped,
            self.called,
            self.called,
            self.annotated,
            self.asserted,
            self.conditional,
        )
        if self.choose.one_in(6):
            self.lines.append(self.choose.pick(("", "    ", self.choose.pick(COMMENTS))))
        self.choose.pick(makers)()
        if self.choose.one_in(6):
            self.lines[-1] += f"  {self.choose.pick(COMMENTS)}"

    def assign(self) -> None:
        """`a = ...`, on one line or several."""
        value, name = self.expression(3), self.target()
        equals = self.choose.pick((" = ", " = ", "=", "  =  ", " = \\\n      "))
        self.lines.append(f"{name}{equals}{value.text}")
        self.bind(name)

    def annotated(self) -> None:
        """`a: float = ...`."""
        value, name = self.expression(2), self.target()
        plain = "float" not in {*self.local_names, *self.module.taken}
        self.lines.append(f"{name}: float = {value.text}" if plain else f"{name} = {value.text}")
        self.bind(name)

    def augmented(self) -> None:
        """`a += ...` and its like."""
        name, symbol = self.choose.pick(self.bound), self.choose.pick(("+", "-", "*", "/", "**"))
        value = self.expression(2).text
        if symbol == "/":
            value = f"1.5 + {name} ** 2"
        elif symbol == "**":
            value = self.choose.pick(("2", "1", "2.0"))
        self.lines.append(f"{name} {symbol}= {value}")

    def chained(self) -> None:
        """`a = b = ...`."""
        value, names = self.expression(2), [self.target(), self.target()]
        self.lines.append(f"{' = '.join(names)} = {value.text}")
        for name in names:
            self.bind(name)

    def unpacked(self) -> None:
        """`a, b = ..., ...`, also nested and with two statements on a line."""
        values = [self.expression(2).text for _ in range(3)]
        names = [self.target() for _ in range(3)]
        forms = (
            "{0}, {1} = {3}, {4}; {2} = {5}",
            "({0}, {1}), {2} = ({3}, {4}), {5}",
            "[{0}, {1}, {2}] = ({3}, {4}, {5})",
            "({0}, {1}, {2},) = [{3}, {4}, {5}]",
        )
        self.lines.append(self.choose.pick(forms).format(*names, *values))
        for name in names:
            self.bind(name)

    def starred(self) -> None:
        """`a, *b = ..., ..., ...`, and something made of the list."""
        if self.spell("sum") is None:
            return self.assign()
        values = ", ".join(self.expression(1).text for _ in range(3))
        name, other = self.target(), self.target()
        use = self.choose.pick(("sum(several)", "sum((*several, {}))", "sum([{}, *several])"))
        self.lines.append(f"{name}, *several = {values}")
        self.bind(name)
        self.lines.append(f"{other} = {use.format(self.choose.pick(self.bound))}")
        return self.bind(other)

    def swapped(self) -> None:
        """`a, b = b, a`."""
        names = self.choose.several(self.bound, min(2, len(self.bound)), 3)
        values = [*names[1:], names[0]]
        self.lines.append(f"{', '.join(names)} = {', '.join(values)}")

    def called(self) -> None:
        """A call of another function of the file."""
        known = [h for h in self.module.helpers if h.name not in self.local_names]
        if not known:
            return self.assign()
        name = self.target()
        self.lines.append(f"{name} = {self.call(self.choose.pick(known))}")
        return self.bind(name)

    def call(self, helper: Helper) -> str:
        """A call of `helper`, in order or with keywords."""
        split = self.choose.number(0, len(helper.positional))
        parts = [self.expression(2).text for _ in helper.positional[:split]]
        rest = [*helper.positional[split:], *helper.keyword_only]
        for name in rest[::-1] if self.choose.one_in(2) else rest:
            if name not in helper.optional or self.choose.one_in(2):
                parts.append(f"{name}={self.expression(2).text}")
        return f"{helper.name}({', '.join(parts)})"

    def asserted(self) -> None:
        """An assertion that holds."""
        name = self.choose.pick(self.bound)
        form = self.choose.pick(
            ("{0} == {0}", '{0} < 1e9, "too # large"', "{0} * {0} >= -1, f'{{{0}}} # {{{0}:.3f}}'")
        )
        self.lines.append(f"assert {form.format(name)}")

    def conditional(self) -> None:
        """`a if ... else b`, of operands that cannot fail."""
        a, b, c, d = (self.choose.pick(self.bound) for _ in range(4))
        symbol = self.choose.pick(("<", "<=", ">", ">=", "!="))
        extra = self.choose.pick(("", "", " > -3", " and {a} > 0.25", " or not {b} > 1"))
        test = f"{a} {symbol} {b}{extra.format(a=a, b=b)}"
        name = self.target()
        self.lines.append(f"{name} = {c} * 2 if {test} else {d} - {a}")
        self.bind(name)

    # -- the whole

    def body(self, low: int, high: int) -> None:
        """From `low` to `high` statements."""
        for _ in range(self.choose.number(low, high)):
            self.statement()

    def text(self, signature: str) -> str:
        """The whole definition."""
        lines = [line for line in self.lines for line in line.split("\n")]
        start = [f"def {self.name}({signature}):"]
        if self.choose.one_in(5):
            start.append(self.indent + '"""A docstring."""')
        return "\n".join([*start, *(self.indent + line for line in lines)]) + "\n"


def parameter_list(
    choose: Dice, names: Sequence[str], default: Callable[[], str]
) -> tuple[str, Helper]:
    """The text of a parameter list, and what a caller has to know of it."""
    first_optional = choose.number(max(1, len(names) - 2), len(names))
    first_keyword = choose.number(max(1, len(names) - 1), len(names))
    only_positional = choose.one_in(6) and first_keyword == len(names)
    parts: list[str] = []
    for index, name in enumerate(names):
        if index == first_keyword:
            parts.append("*")
        annotation = choose.pick(("", "", "", ": float"))
        equals = " = " if annotation else "="
        value = f"{equals}{default()}" if index >= first_optional else ""
        parts.append(f"{name}{annotation}{value}")
        if only_positional and index == 0:
            parts.append("/")
    by_position, by_keyword = tuple(names[:first_keyword]), tuple(names[first_keyword:])
    known = Helper("", by_position, by_keyword, frozenset(names[first_optional:]))
    return ", ".join(parts), known


def scalar_program(number: int, statements: int = 9, *, gives_number: bool = False) -> Program:
    """The program of a number, of floats, with at most `statements` in the main function.

    With `gives_number` it has one output, as only such a one has a Hessian.
    """
    choose = Dice(number)
    module = ModuleMaker(choose)
    for _ in range(choose.number(0, 3)):
        _helper(choose, module)
    maker, signature, parameters = _function(choose, module, "f")
    maker.body(1, statements)
    maker.lines += _ending(maker, gives_number)
    module.functions.append(maker.text(signature))
    names = (*parameters.positional, *parameters.keyword_only)
    return Program(
        source=_noise(choose, module.text()),
        arguments=_arguments(choose, parameters),
        wrt=tuple(choose.several(names, 1, len(names))) if choose.one_in(5) else None,
        undefined=frozenset(module.undefined),
    )


def _helper(choose: Dice, module: ModuleMaker) -> None:
    name = module.reserve(frozenset())
    if name is None:
        return
    maker, signature, parameters = _function(choose, module, name, 3)
    maker.body(0, 3)
    maker.lines.append(f"return {maker.expression(3).text}")
    module.functions.append(maker.text(signature))
    if "/" not in signature:  # calls are written with keywords
        module.helpers.append(replace(parameters, name=name))


def _function(
    choose: Dice, module: ModuleMaker, name: str, most: int = 4
) -> tuple[FunctionMaker, str, Helper]:
    """The maker of a function with its parameters bound."""
    # What the function itself is called must not be hidden before others can call it.
    local = choose.several(LOCAL_NAMES, 3, 9)
    names = local[: choose.number(1, min(most, len(local) - 1))]
    signature, parameters = parameter_list(choose, names, lambda: choose.pick(LITERALS))
    maker = FunctionMaker(choose, module, name, frozenset((*local, "several")), list(names))
    maker.indent = choose.pick(("    ", "    ", "  ", "\t"))
    return maker, signature, parameters


def _ending(maker: FunctionMaker, gives_number: bool) -> list[str]:
    """A `return` of one or several values."""
    kind = maker.choose.number(2 if gives_number else 0, 5)
    if kind == 0:
        return [f"return {maker.choose.pick(maker.bound)}"]
    if kind == 1:
        names = ", ".join(maker.choose.several(maker.bound, 1, 3))
        # The last one is no bare name: the same output twice is refused.
        return [f"return {names}, {maker.expression(2).at(PRODUCT)} * 1.5"]
    # Everything that is bound reaches the output: no bug can hide in dead code.
    total = " + ".join(dict.fromkeys(maker.bound))
    return [f"return {total} + {maker.expression(2).at(PRODUCT)}"]


def _arguments(choose: Dice, parameters: Helper) -> dict[str, float]:
    names = (*parameters.positional, *parameters.keyword_only)
    given = (n for n in names if n not in parameters.optional or not choose.one_in(3))
    return {name: choose.place() for name in given}


def _noise(choose: Dice, source: str) -> str:
    """`source` with what editors do to line ends."""
    forms: tuple[Callable[[str], str], ...] = (
        lambda text: text,
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
        lambda text: "# -*- coding: utf-8 -*-\n" + text,
        lambda text: text.replace("\ndef ", "\n\n\n\ndef "),
    )
    return choose.pick(forms)(source)
