"""What there is to say of each gate and of each kind, as HTML; it stands below the texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape

from gradgen.draw.equation import Equation
from gradgen.draw.panes import hue, numbered
from gradgen.draw.scene import GateView, LineView, Scene
from gradgen.draw.wiring import shape_text
from gradgen.rules.book import rule_named
from gradgen.rules.kinds import Kind

_ROLES = {"downstream": "down", "so far": "sofar", "local": "local", "upstream": "up"}
# What the parts are called where tangents flow the way of the values.
_FORWARD = {"downstream": "tangent", "upstream": "incoming"}


def cards(scene: Scene) -> str:
    """A card for each gate: what it computes, what it sends back, and by which rule."""
    numbers = numbered(scene)
    lines: dict[str, list[LineView]] = defaultdict(list)
    for line in (line for function in scene.functions for line in function.lines):
        for id_ in line.gates:
            lines[id_].append(line)
    gates = (gate for function in scene.functions for gate in function.gates)
    return "".join(_card(g, numbers[g.id], lines[g.id], scene.forward) for g in gates)


def _card(gate: GateView, number: int, lines: list[LineView], forward: bool) -> str:
    back = "".join(_derivative(line, forward) for line in lines if line.is_derivative)
    word, says = said_of(gate.kind, forward) if gate.kind else ("copy", "")
    rule = f'<a class="rule" href="#rule-{escape(gate.rule)}">rule {escape(gate.rule)}</a>'
    if not rule_named(gate.rule):
        rule = ""
    head = f'<span class="chip {hue(number)}">{number}</span>{gate_sign(gate)}'
    told = f'{head}<code>{_forward(gate)}</code><span class="word">{escape(word)}</span>'
    back = (
        f'<ul class="back">{back}</ul>' if back else "<p>No line of the derivative is its own.</p>"
    )
    return (
        f'<article id="{gate.id}" class="card {hue(number)}"><h3>{told}</h3>{back}'
        f"<p>{escape(says)}</p>{rule}</article>\n"
    )


def _forward(gate: GateView) -> str:
    shapes = " ".join(filter(None, map(shape_text, gate.shapes)))
    shape = f' <span class="shape">{escape(shapes)}</span>' if shapes else ""
    return f"{escape(', '.join(gate.targets))} = {escape(gate.expression)}{shape}"


def said_of(kind: Kind, forward: bool) -> tuple[str, str]:
    """What a kind of gate is called, and what it does to what flows."""
    word = kind.forward if forward else kind.word
    return word.format(gate="function"), kind.going_forward if forward else kind.going_back


def gate_sign(gate: GateView) -> str:
    """The gate as it is drawn: its sign in a ring."""
    kind = f"k-{gate.kind.name}" if gate.kind else "k-none"
    return f'<span class="sign {kind}">{escape(gate.symbol)}</span>'


def _derivative(line: LineView, forward: bool) -> str:
    told = (
        written_out(line.equation, forward)
        if line.equation
        else f"<code>{escape(line.code)}</code>"
    )
    note = f'<span class="note">{escape(line.note)}</span>' if line.note else ""
    where = f'<a class="at" href="#line-{line.first}">line {line.first}</a>'
    return f'<li data-l="{line.first}">{told}{where}{note}</li>'


def written_out(equation: Equation, forward: bool) -> str:
    """An equation, each part with its name below."""
    pieces = []
    for part in equation.parts:
        text = escape(part.text)
        if part.role:
            name = _FORWARD.get(part.role, part.role) if forward else part.role
            inside = f"<code>{text}</code><small>{name}</small>"
            pieces.append(f'<span class="part {_ROLES[part.role]}">{inside}</span>')
        else:
            pieces.append(f'<span class="joint">{text}</span>')
    return f'<span class="equation">{"".join(pieces)}</span>'


def legend(scene: Scene) -> str:
    """The kinds of gates that occur, and what each does."""
    signs: dict[str, list[str]] = defaultdict(list)
    for gate in (gate for function in scene.functions for gate in function.gates):
        if gate.kind and gate.symbol not in signs[gate.kind.name]:
            signs[gate.kind.name].append(gate.symbol)
    rows = (_told(kind, signs[kind.name], scene.forward) for kind in scene.kinds)
    return f'<ul class="legend">{"".join(rows)}</ul>'


def _told(kind: Kind, signs: list[str], forward: bool) -> str:
    word, says = said_of(kind, forward)
    shown = "".join(_sign(kind.name, sign) for sign in signs[:4])
    return f"<li>{shown}<b>{escape(word)}</b> <span>{escape(says)}</span></li>"


def _sign(kind: str, sign: str) -> str:
    return f'<span class="sign k-{kind}">{escape(sign)}</span>'


def rules(scene: Scene) -> str:
    """The worked example of each rule that is applied."""
    return "".join(_rules(scene))


def _rules(scene: Scene) -> Iterator[str]:
    for name in scene.rules:
        rule = rule_named(name)
        if rule:
            shown = f"<h3>{escape(name)}</h3><pre>{escape(rule.text)}</pre>"
            yield f'<article id="rule-{escape(name)}">{shown}</article>\n'
