"""Writes the generated parts of the documentation, and says which pages changed.

python docs/generate.py            rewrites what is out of date
python docs/generate.py --check    only says so; the exit code is 1 if anything is

A part stands between two markers of its page; the rest of the page is written by hand::

    <!-- generated: kinds -->
    …
    <!-- end -->
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TypeVar, Unpack

from library_tables import libraries, phrases
from tables import quoted, table

import gradgen
from gradgen.analysis.activity import active
from gradgen.analysis.facts import Facts, gather
from gradgen.analysis.parameters import differentiable
from gradgen.api import AllChoices
from gradgen.frontend.module_scope import read_scope
from gradgen.frontend.reading import read
from gradgen.ir.circuit import Circuit
from gradgen.ir.listing import listing
from gradgen.ir.numerals import is_number
from gradgen.ir.printer import show
from gradgen.ir.program import Import
from gradgen.pipeline import Result
from gradgen.rules.book import all_rules, rule_named, spellings
from gradgen.rules.coverage import LIBRARIES, Standing, standings
from gradgen.rules.going_forward import going_forward
from gradgen.rules.kinds import KINDS
from gradgen.rules.reader import Rule
from gradgen.targets.definitions import definition_named
from gradgen.targets.python import PYTHON, WELL_KNOWN
from gradgen.targets.refusals import Refusal, refusals_of

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PACKAGE = ROOT / "src" / "gradgen"
PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
GALLERY = tuple(
    path
    for path in sorted((ROOT / "samples").glob("*.py"))
    if path.with_name(f"{path.stem}_backward.py").exists() and not path.stem.endswith("_plain")
)
"""The samples that the gallery shows: each once, with annotations where it has them."""
TOUR = ROOT / "samples" / "written_out.py"

T = TypeVar("T")

_PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Rewrite, or with `--check` only compare."""
    stale = [page for page in PAGES if refreshed(page) != _text(page)]
    for page in stale:
        if "--check" not in arguments:
            page.write_text(refreshed(page), encoding="utf-8", newline="\n")
        print(f"{'out of date' if '--check' in arguments else 'changed'}: {page.relative_to(ROOT)}")
    return int("--check" in arguments and bool(stale))


def refreshed(page: Path) -> str:
    """The text of a page with its generated parts as they should be."""
    return _PART.sub(lambda part: f"{part[1]}{PARTS[part[2]]()}{part[4]}", _text(page))


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _code(text: str, language: str = "python") -> str:
    return f"```{language}\n{text.strip()}\n```\n"


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"{text}\n" for text in texts)


# The tour: one sample through every stage.


@cache
def tour() -> Result:
    """What gradgen makes of the sample of the tour."""
    return gradgen.build(TOUR.read_bytes(), filename=TOUR.name)


def _primal() -> Circuit:
    (circuit,) = tour().program.circuits
    return circuit


def tour_source() -> str:
    """The sample itself."""
    return _code(_text(TOUR))


def tour_scope() -> str:
    """What the names at the top of the sample mean."""
    source = read(TOUR.read_bytes(), TOUR.name)
    bindings = read_scope(source.module, source.tree).bindings
    rows = ((quoted(name), _meaning(binding)) for name, binding in bindings.items())
    return table(("Name", "Is"), rows)


def _meaning(binding: object) -> str:
    if isinstance(binding, Import):
        return f"`{binding.attribute}` of the module `{binding.module}`"
    return "a function of this file"


def tour_circuit() -> str:
    """The circuit that the sample is lowered to."""
    return _code(listing(_primal()), "text")


def tour_facts() -> str:
    """The rule of each gate, what it found in the gate, and whether a gradient flows there."""
    circuit = _primal()
    facts = gather(circuit)
    flows = active(circuit, facts, differentiable(circuit, facts))
    rows = (
        (quoted(gate.target), quoted(show(gate.expression)), *_found(facts, gate.target), flow)
        for gate in circuit.gates()
        for flow in ["yes" if gate.target in flows else "no"]
    )
    return table(("Gate", "Is", "Rule", "With", "Active"), rows)


def _found(facts: Facts, target: str) -> tuple[str, str]:
    match = facts.matches[target]
    assert match is not None
    operands = (f"{name} = {show(value)}" for name, value in match.bindings.items())
    return match.rule.name, ", ".join(map(quoted, operands))


def tour_rules() -> str:
    """Two of the rules that the sample needs, as the book has them."""
    rules = (rule_named(name) for name in ("log", "sigmoid"))
    return _code("\n\n".join(rule.text for rule in rules if rule))


def tour_backward() -> str:
    """The circuit of the backward function."""
    (circuit,) = tour().circuits
    return _code(listing(circuit), "text")


def tour_forward() -> str:
    """The lines of the sample with their tangents."""
    (circuit,) = gradgen.build(TOUR.read_bytes(), filename=TOUR.name, mode="jvp").circuits
    return _code(listing(circuit), "text")


def tour_output() -> str:
    """The generated module."""
    return _code(tour().source)


def tour_map() -> str:
    """The source map of the backward half."""
    lines = tour().source.splitlines()
    rows = (
        (
            str(entry.first),
            quoted(lines[entry.first - 1].strip().partition("  # ")[0]),
            entry.rule,
            f"{entry.span.start.line}:{entry.span.start.column + 1}",
        )
        for entry in tour().source_map
        if entry.rule and entry.span
    )
    return table(("Line", "Statement", "Rule", "Comes from"), rows)


# The house.


def layers() -> str:
    """The folders from the top, each with what its docstring says of it."""
    rows = ((quoted(name), _sentence(file)) for name, file in _rooms())
    return table(("Layer", "What lives there"), rows)


def _rooms() -> Iterator[tuple[str, Path]]:
    """Folders and modules of the first level, from the top, as the layer test orders them."""
    for level in _levels():
        for name in level.split():
            places = (PACKAGE / name / "__init__.py", PACKAGE / f"{name}.py")
            place = next((place for place in places if place.exists()), None)
            if place is not None:
                yield f"{name}/" if place.name == "__init__.py" else f"{name}.py", place


def _levels() -> tuple[str, ...]:
    tree = ast.parse(_text(ROOT / "tests" / "test_layers.py"))
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="LEVELS")], value=value):
                levels: tuple[str, ...] = ast.literal_eval(value)
                return levels
    raise LookupError("the layer test has no LEVELS")


def _sentence(module: Path) -> str:
    """The first sentence of a module's docstring, as a table cell."""
    docstring = ast.get_docstring(ast.parse(_text(module))) or ""
    first = " ".join(docstring.partition("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s", first)[0].replace("|", r"\|")


def modules() -> str:
    """Every module, folder by folder, with the first sentence of its docstring."""
    return "\n".join(_modules_of(name, place) for name, place in _rooms() if name.endswith("/"))


def _modules_of(name: str, place: Path) -> str:
    files = sorted(f for f in place.parent.rglob("*.py") if f != place and "pages" not in f.parts)
    rows = (
        (f"[`{path}`](../src/gradgen/{name}{path})", _sentence(file))
        for file in files
        for path in [file.relative_to(place.parent).as_posix()]
        if _sentence(file)
    )
    return f"### `{name}`\n\n{table(('Module', 'What lives there'), rows)}"


# The modes.

EXAMPLE = """
import math


def f(x, y):
    p = x * y
    L = math.sin(p)
    return L
"""
"""The function that stands in all modes side by side."""


def mode_example() -> str:
    """The function itself."""
    return _code(EXAMPLE)


def in_mode(**choices: Unpack[AllChoices]) -> Callable[[], str]:
    """What gradgen makes of the example."""
    return lambda: _code(gradgen.generate(EXAMPLE.lstrip(), **choices))


def of_sample(name: str, **choices: Unpack[AllChoices]) -> Callable[[], str]:
    """What gradgen makes of a sample."""
    path = ROOT / "samples" / f"{name}.py"
    return lambda: _code(gradgen.generate(path.read_bytes(), **choices))


def measured(page: str, start: str) -> Callable[[], str]:
    """A table of a page of measurements: the one that begins with `start`."""

    def table() -> str:
        found = _text(ROOT / "benchmarks" / page).partition(start)
        return f"\n{found[1]}{found[2].partition(chr(10) * 2)[0]}\n\n"

    return table


def machine_of(page: str) -> Callable[[], str]:
    """What the figures of a page were measured on."""
    return lambda: _text(ROOT / "benchmarks" / page).partition("## Machine\n")[2] + "\n"


# Pictures.


def mermaid_neuron() -> str:
    """The circuit of the neuron as a flowchart."""
    path = ROOT / "samples" / "neuron.py"
    return _code(gradgen.build(path.read_bytes()).mermaid(), "mermaid")


# The gallery: what `docs/draw.py` draws, beside the texts.


def gallery() -> str:
    """Every sample with its picture, its input and its output."""
    return "\n".join(map(_exhibit, GALLERY))


def _exhibit(path: Path) -> str:
    name = path.stem
    backward = path.with_name(f"{name}_backward.py")
    picture = f"![The circuit of {name}](pictures/{name}.svg)\n\n"
    shown = picture if (DOCS / "pictures" / f"{name}.svg").exists() else ""
    source, derivative = _code(_text(path)), _code(_text(backward))
    links = f"[{path.name}](../samples/{path.name}), [{backward.name}](../samples/{backward.name})"
    return f"## {name}\n\n{links}\n\n{shown}{source}\n{derivative}"


# The errors.


def errors() -> str:
    """Each kind of error with the first sentence of its page."""
    rows = (
        (f"[{p.stem}](errors/{p.name})", _first_sentence(p)) for p in (DOCS / "errors").glob("*")
    )
    return table(("Slug", "What it means"), sorted(rows))


def _first_sentence(page: Path) -> str:
    paragraph = " ".join(_text(page).split("\n\n")[1].split())
    return re.split(r"(?<=\.) (?=[A-Z])", paragraph)[0]


# The gates.


def kinds() -> str:
    """The table of kinds."""
    rows = (
        (
            quoted(kind.name),
            quoted(kind.word),
            kind.going_back.replace("|", r"\|"),
            quoted(kind.forward),
            kind.going_forward.replace("|", r"\|"),
        )
        for kind in KINDS.values()
    )
    return table(("Kind", "Note", "Going back", "Note forward", "Going forward"), rows)


def gates() -> str:
    """Every gate with its notes and its worked example, family by family."""
    families = groupby(all_rules(), key=lambda rule: rule.family)
    return "\n".join(_family(name, list(rules)) for name, rules in families)


def _family(name: str, rules: list[Rule]) -> str:
    said = _sentence(PACKAGE / "rules" / "families" / f"{name}.py")
    said = said.removeprefix(f"{name.capitalize()}: ")
    head = f"### {name.capitalize()}\n\n{said[0].upper()}{said[1:]}\n"
    return "\n".join([head, *map(_gate, rules)])


def _gate(rule: Rule) -> str:
    title = rule.name if rule.name == rule.callee else f"{rule.name}: {show(rule.pattern)}"
    forward = f"Forward: {quoted(going_forward(rule))}"
    return f"#### {title}\n\n{_notes(rule)}\n\n{forward}\n\n{_code(rule.text)}"


def _notes(rule: Rule) -> str:
    """What the lines of a gate say; alike ones once, and none where nothing flows back."""
    if rule.kind.name == "flat":
        return f"Note: `{rule.head}` ({rule.detail})"
    details = (line.detail for line in rule.lines if not is_number(line.expression, 0))
    notes = (f"{rule.head}: {detail}" if detail else rule.head for detail in details)
    several = list(dict.fromkeys(notes))
    return f"{'Notes' if len(several) > 1 else 'Note'}: {', '.join(map(quoted, several))}"


def well_known() -> str:
    """The gates that may be used without a definition: which they are, and every form."""
    names: dict[str, list[str]] = {}
    for name, gate in WELL_KNOWN.items():
        names.setdefault(gate, []).append(name)
    return "\n".join(_well_known(gate, aliases) for gate, aliases in names.items())


def _well_known(gate: str, names: list[str]) -> str:
    parts = [f"### {', '.join(map(quoted, names))}\n", _definition(gate), _forms(gate)]
    relative = f"{gate}_tanh"
    if rule_named(relative):
        approximation = "The approximation by `tanh` is a gate of its own, with its own gradient."
        parts += [f"{approximation}\n", _forms(relative)]
    return "\n".join(parts)


def _definition(gate: str) -> str:
    definition = definition_named(gate)
    if definition is None:
        return f"`{PYTHON.functions[gate]}` is used; no definition is needed.\n"
    needs = "".join(f", with `{name}` beside it" for name in definition.definitions)
    return f"The definition that the output gets{needs}:\n\n{_code(definition.text)}"


def _forms(gate: str) -> str:
    """The spellings of a gate, by where they are recognised."""
    groups = (
        (True, "Recognised wherever it is written, in the middle of an expression too:"),
        (False, "Recognised where a function is defined as one of these:"),
    )
    parts = []
    for inline, where in groups:
        forms = [show(s.pattern) for s in spellings() if (s.of, s.inline) == (gate, inline)]
        if forms:
            parts.append(f"{where}\n\n{_code(_lines(forms))}")
    return "\n".join(parts)


# NumPy and SciPy.

STATUSES = {
    "ruled": "With a gradient",
    "flat": "Zero gradient",
    "gradient": "Refused with a gradient",
    "always": "Refused always",
    "not of numbers": "Not of numbers",
    "": "Not decided yet",
}
"""What the classes of functions are called; the last is empty once all is done."""


def numpy_counts() -> str:
    """How many functions of each library are in each class."""
    counts = {library: Counter(s.status for s in standings(library)) for library in LIBRARIES}
    used = [status for status in STATUSES if any(count[status] for count in counts.values())]
    rows = (
        (quoted(library), *(str(count[status]) for status in used))
        for library, count in counts.items()
    )
    return table(("", *(STATUSES[status] for status in used)), rows)


def numpy_functions() -> str:
    """Every function of every library, by class."""
    parts = (part for library in LIBRARIES for part in (f"## `{library}`\n", *_classes(library)))
    return "\n".join(parts)


def _classes(library: str) -> Iterator[str]:
    for status, title in STATUSES.items():
        found = [s for s in standings(library) if s.status == status]
        if found:
            yield f"### {title} (`{library}`)\n\n{_class(library, found)}"


def _class(library: str, found: list[Standing]) -> str:
    named = [(s.name.removeprefix(f"{library}."), s) for s in found]
    match found[0].status:
        case "ruled":
            rows = ((quoted(name), *_ruled(s)) for name, s in named)
            return table(("Function", "Kind", "Gradient of", "Family"), rows)
        case "flat":
            said = _grouped((name, s.rules[0].detail) for name, s in named)
            return table(("Functions", "Why"), said)
        case _:
            place = {name: n for n, name in enumerate(refusals_of(library))}
            named.sort(key=lambda item: place.get(item[0], 0))
            return _refused((name, s.refusal) for name, s in named)


def _ruled(function: Standing) -> tuple[str, str, str]:
    kinds = dict.fromkeys(r.kind.name for r in function.rules if r.kind.name != "flat")
    families = dict.fromkeys(rule.family for rule in function.rules)
    links = (f"[{family}](gates.md#{family})" for family in families)
    return ", ".join(kinds), ", ".join(map(quoted, function.operands)), ", ".join(links)


def _refused(named: Iterable[tuple[str, Refusal | None]]) -> str:
    """A table of refusals: functions of which the same is said share a row."""
    rows = _grouped((name, (r.why, r.instead) if r else ("", "")) for name, r in named)
    return table(("Functions", "Why", "Instead"), ((names, *said) for names, said in rows))


def _grouped(named: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    """The names of which the same is said, in one text; in the order of the first ones."""
    groups: dict[T, list[str]] = {}
    for name, said in named:
        groups.setdefault(said, []).append(name)
    return ((", ".join(map(quoted, names)), said) for said, names in groups.items())


def numpy_elsewhere() -> str:
    """What is said of names outside of the libraries that are read."""
    return _refused(refusals_of("elsewhere").items())


PARTS: dict[str, Callable[[], str]] = {
    "tour-source": tour_source,
    "tour-scope": tour_scope,
    "tour-circuit": tour_circuit,
    "tour-facts": tour_facts,
    "tour-rules": tour_rules,
    "tour-backward": tour_backward,
    "tour-forward": tour_forward,
    "tour-output": tour_output,
    "tour-map": tour_map,
    "layers": layers,
    "modules": modules,
    "mode-costs": measured("MODES.md", "| | vjp"),
    "mode-example": mode_example,
    "mode-vjp": in_mode(mode="vjp"),
    "mode-jvp": in_mode(mode="jvp"),
    "mode-hvp": in_mode(mode="hvp"),
    "mode-jacobian": in_mode(mode="jacobian"),
    "mode-columns": in_mode(mode="jacobian", by="columns"),
    "mode-hessian": in_mode(mode="hessian"),
    "mode-split": in_mode(split=True),
    "sparse-gradient": of_sample("relu_vector"),
    "sparse-diagonal": of_sample("relu_vector", mode="jacobian", by="diagonal"),
    "sparse-rows": of_sample("relu_vector", mode="jacobian"),
    "sparse-costs": measured("SPARSE.md", "| relu of"),
    "sparse-machine": machine_of("SPARSE.md"),
    "mermaid-neuron": mermaid_neuron,
    "gallery": gallery,
    "errors": errors,
    "kinds": kinds,
    "gates": gates,
    "well-known": well_known,
    "numpy-counts": numpy_counts,
    "numpy-functions": numpy_functions,
    "numpy-elsewhere": numpy_elsewhere,
    "libraries": libraries,
    "phrases": phrases,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
