"""Steps: what several lines of a rule read is written once, under a name of its own.

Before, with the step `weighted = grad_out * out` in the rule of `softmax`::

    grad_x = weighted - out * total(weighted)

After::

    t1 = grad_p * p  # softmax
    grad_x = t1 - p * np.sum(t1, axis=-1, keepdims=True)  # softmax
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gradgen.analysis.facts import Facts
from gradgen.ir.circuit import Gate, Statement
from gradgen.ir.expression import Expression, Literal, Name
from gradgen.ir.names import Names
from gradgen.rules.instance import Place, Site, detail, written
from gradgen.rules.matcher import Match
from gradgen.rules.reader import Line, Rule
from gradgen.transforms.local_gradients import LocalGradients
from gradgen.transforms.notes import Words, gate_note


@dataclass
class Steps:
    """Writes steps into `lines`, under new `names`; their notes say which way things flow."""

    facts: Facts
    local: LocalGradients
    names: Names
    lines: list[Statement]
    forward: bool = False

    def before(
        self,
        lines: tuple[Line, ...],
        uses: Counter[str],
        place: Place,
        gate: Gate,
        match: Match,
        site: Site,
    ) -> Site:
        """The site with the steps that the last of `lines` reads, each written once.

        A step that is all of that line, and is read by no other, needs no line of its own; `uses`
        counts by how many lines each is read.
        """
        *steps, line = lines
        bare = written(line, place, site)
        lone = bare.id if isinstance(bare, Name) else ""
        for step in steps:
            if step.operand in site.values:
                continue
            value = written(step, place, site)
            is_inline = step.operand == lone and uses[lone] == 1
            if not is_inline and not isinstance(value, Literal | Name):
                value = self._write(value, step, place, gate, match, site)
            site = site._replace(values={**site.values, step.operand: value})
        return site

    def _write(
        self, value: Expression, step: Line, place: Place, gate: Gate, match: Match, site: Site
    ) -> Name:
        name, shapes = self.names.temporary(), self.facts.shapes
        is_scalar = all(shapes.of(each).is_scalar for each in (place.operand, Name(gate.target)))
        local = self.local.localized(value, gate, is_scalar=is_scalar)
        note = gate_note(self._words(step, place, match.rule, site))
        self.lines.append(Gate(name, local, gate.span, note=note, rule=match.rule.name))
        return Name(name)

    def _words(self, step: Line, place: Place, rule: Rule, site: Site) -> Words:
        """What the note says; what the rule says of all its gradients is no word on a tangent."""
        if not self.forward:
            return Words(rule.head, detail(step, place, site))
        is_own = step.detail != rule.detail
        return Words(rule.forward_head, detail(step, place, site) if is_own else "")
