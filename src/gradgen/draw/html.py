"""The report of `--emit html`: source and derivative side by side, in one file of its own.

It asks nothing of the network. Script and style are named by their hashes in the content security
policy, so that nothing else could run. Without scripts it is a page to read and print.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from gradgen.draw.cards import cards, legend, rules
from gradgen.draw.ends import upstream_told
from gradgen.draw.panes import HUES, generated_pane, source_pane
from gradgen.draw.readings import NO_READINGS, Readings
from gradgen.draw.scene import Scene
from gradgen.rules.kinds import KINDS

_CHAIN_RULE = ("[downstream] = [local] * [upstream]", "[tangent] = [local] * [incoming]")
_RUN = (
    " Values are in green and derivatives in red behind an arrow, as they were when the file was"
    " executed{}.{}"
)
_TURN = " In a loop they are those of the last turn."
_FIGURE = '<figure tabindex="0" aria-label="Circuit">{}</figure>'


def as_html(scene: Scene, picture: str = "", readings: Readings = NO_READINGS) -> str:
    """The page for a scene, with a `picture` of the circuit in SVG if there is one."""
    style, script = _style(), _asset("report.js")
    names = ", ".join(function.name for function in scene.functions)
    derivatives = ", ".join(name for f in scene.functions for name in f.derivatives)
    return Template(_asset("report.html")).substitute(
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}",
        title=escape(f"{names} · {scene.filename}"),
        style=style,
        names=escape(names),
        equation=_CHAIN_RULE[scene.forward],
        run=_run(scene, readings),
        legend=legend(scene),
        circuit=_FIGURE.format(picture) if picture else "",
        file=escape(scene.filename),
        source=source_pane(scene, readings),
        derivatives=escape(derivatives),
        generated=generated_pane(scene, readings),
        cards=cards(scene),
        rules=rules(scene),
        script=script,
    )


def _run(scene: Scene, readings: Readings) -> str:
    """Which numbers the page shows, and with which upstream gradients or tangents."""
    if not readings:
        return ""
    given = upstream_told(scene, readings)
    with_ = f" with <code>{escape(given)}</code>" if given else ""
    return _RUN.format(with_, _TURN if any(f.loops for f in scene.functions) else "")


def in_frame(page: str) -> str:
    """A page in a frame of its own, where nothing of it meets what is around."""
    sandbox = 'sandbox="allow-scripts"'
    style = 'style="width: 100%; height: 44rem; border: 0"'
    return f'<iframe {sandbox} {style} title="gradgen" srcdoc="{escape(page)}"></iframe>'


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


@cache
def _style() -> str:
    """The styles, with the hues of gates and the colours of kinds."""
    hues = "".join(f".h{n}{{--h:{n * 360 // HUES}}}\n" for n in range(HUES))
    kinds = "".join(f".k-{kind.name}{{--c:{kind.colour}}}\n" for kind in KINDS.values())
    return f"{_asset('report.css')}{hues}.k-none{{--c:#8a8a8a}}\n{kinds}"
