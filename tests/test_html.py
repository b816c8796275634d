"""The report: valid HTML, foreign text as text, and what a browser does with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from browser import Tab, chromium, open_tab
from cases import PLAIN_SUFFIX, SAMPLES, Sample, all_samples
from gradgen.api import build
from gradgen.cli import run
from gradgen.verify.given import read_given
from gradgen.verify.readings import take_readings
from gradgen.verify.verification import Subject, Terms
from pictured import sample_result
from test_pictures import NASTY

ANNOTATED = [sample for sample in all_samples() if not sample.name.endswith(PLAIN_SUFFIX)]
SHOWN = ("neuron", "fan_out", "mlp", "attention_head", "written_out")
MODES = ("vjp", "jvp", "hvp", "jacobian", "hessian")


class Texts(HTMLParser):
    """The text of each element of a class, and the names of all elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def strict_errors(page: str) -> list[Any]:
    html5lib = pytest.importorskip("html5lib")
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(page)
    return list(parser.errors)


@pytest.mark.parametrize("sample", ANNOTATED, ids=lambda s: s.expected.stem)
def test_the_report_is_valid_and_its_links_lead_somewhere(sample: Sample) -> None:
    page = sample.result.html()
    assert strict_errors(page) == []
    read = Texts(page)
    assert len(read.ids) == len(set(read.ids))
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)
    assert all(link.startswith("#") for link in read.links)


def test_both_texts_are_there_to_the_letter() -> None:
    for name in ("attention_head", "fan_out"):
        result = sample_result(name)
        rows = re.findall(r'<span class="n">\d+</span>(<code>.*?</code>)', result.html())
        texts = ["".join(Texts(row).texts) for row in rows]
        assert "\n".join(texts) + "\n" == result.text + result.source


def test_nothing_is_asked_of_the_network() -> None:
    page = sample_result("mlp").html()
    assert not re.search(r"https?://(?!www\.w3\.org/)", page)
    assert "default-src 'none'" in page
    assert "unsafe" not in page
    assert 'style="' not in page


@pytest.mark.parametrize("mode", MODES)
def test_foreign_text_stays_text(mode: str) -> None:
    name = '</title><script>alert("x")</script>-->.py'
    text = NASTY + f"\n\n# {name} ]]> <!-- <style> &lt;\n"
    result = build(text, filename=name, mode=mode)
    page = result.html()
    assert strict_errors(page) == []
    read = Texts(page)
    assert read.names.count("script") == 1
    assert "img" not in read.names
    assert "</script><img src=x onerror=alert(1)>" in "".join(read.texts)
    assert name in "".join(read.texts)


def test_the_same_bytes_every_time() -> None:
    first, second = (build("def f(x, y):\n    return x * y + x\n").html() for _ in range(2))
    assert first == second


def test_without_graphviz_all_but_the_picture_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pygraphviz", None)
    page = sample_result("neuron").html()
    assert "<svg" not in page
    assert 'id="g0-1"' in page


def test_the_command_writes_a_report(tmp_path: Path) -> None:
    file = tmp_path / "f.py"
    file.write_text("def f(x, y):\n    return x * y\n")
    assert run(["-q", "--emit", "html", str(file), "-o", str(tmp_path / "report.html")]) == 0
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")


def test_a_notebook_shows_it_in_a_frame() -> None:
    result = sample_result("neuron")
    frame = result._repr_html_()
    assert strict_errors(f"<!DOCTYPE html><title>x</title>{frame}") == []
    assert Texts(frame).names == ["iframe"]
    assert 'sandbox="allow-scripts"' in frame


def test_what_a_thousand_statements_take() -> None:
    lines = [f"    v{n} = v{n - 1} * 0.5 + x" for n in range(1, 1000)]
    text = "\n".join(["def f(x, y):", "    v0 = x * y", *lines, "    return v999", ""])
    assert len(build(text).html().encode()) < 5_000_000


# In a browser.


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    if not chromium():
        pytest.skip("no Chromium is installed here")
    pytest.importorskip("websocket")
    with open_tab(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def opened(tab: Tab, sample: str, folder: Path) -> Path:
    path = folder / f"{sample}.html"
    path.write_text(sample_result(sample).html(), "utf-8")
    tab.open(path)
    return path


LIT = "[...document.querySelectorAll('{}.lit')].map(e => e.textContent)"
SHOWN_NOW = "document.getElementById('shown').textContent"


@pytest.mark.parametrize("sample", SHOWN)
def test_a_browser_has_nothing_to_complain_of(tab: Tab, sample: str, tmp_path: Path) -> None:
    path = opened(tab, sample, tmp_path)
    for _ in range(3):
        tab.press("ArrowRight")
    assert tab.value("document.body.className") == "js stepping"
    assert tab.complaints() == []
    assert tab.requests() == [path.as_uri()]


@pytest.mark.parametrize("sample", SHOWN)
def test_each_gate_lights_up_what_belongs_to_it(tab: Tab, sample: str, tmp_path: Path) -> None:
    """Every gate, pointed at in the source, lights up its own lines and none else."""
    opened(tab, sample, tmp_path)
    (function,) = sample_result(sample).scene.functions
    found = tab.value("""
        [...document.querySelectorAll('#source .x')].map(part => {
          part.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
          const rows = [...document.querySelectorAll('#generated .row[id].lit')];
          return [part.dataset.g, rows.map(row => row.id)];
        })
    """)
    lines = {gate.id: [] for gate in function.gates}  # type: dict[str, list[str]]
    for line in function.lines:
        for gate in line.gates:
            lines[gate].append(f"line-{line.first}")
    assert len(found) >= len(function.gates)
    for ids, lit in found:
        assert lit == [n for id_ in ids.split(" ") for n in lines[id_]]


def test_the_part_of_an_expression_lights_up(tab: Tab, tmp_path: Path) -> None:
    opened(tab, "written_out", tmp_path)
    tab.point("#line-22")
    assert tab.value(LIT.format("#source .x")) == ["w * x"]
    assert tab.value(LIT.format("#generated .row")) == [
        "10    t1 = w * x1",
        "22    grad_w = grad_t1 * x  # gradient multiplier1",
        "23    grad_x = grad_t1 * w  # gradient multiplier1",
    ]
    shown = tab.value(SHOWN_NOW)
    assert "grad_wdownstream = xlocal * grad_t1upstream" in shown
    assert "def multiply(x, y, grad_out):" in shown


def test_a_click_and_the_arrow_keys_go_from_line_to_line(tab: Tab, tmp_path: Path) -> None:
    opened(tab, "neuron", tmp_path)
    tab.point("#line-21", click=True)
    assert tab.value("document.activeElement.id") == "line-21"
    assert tab.value(LIT.format("#source .x")) == ["sigmoid(s3)"]
    tab.press("ArrowDown")
    assert tab.value("document.activeElement.id") == "line-22"
    assert tab.value(LIT.format("#source .x")) == ["s2 + w2"]
    tab.press("ArrowUp")
    assert tab.value("document.activeElement.id") == "line-21"


def test_the_tab_key_reaches_both_texts(tab: Tab, tmp_path: Path) -> None:
    opened(tab, "neuron", tmp_path)
    stops = tab.value(
        "[...document.querySelectorAll('.code [tabindex=\"0\"]')].map(e => e.className)"
    )
    assert [name.split()[0] for name in stops] == ["x", "row"]


def test_the_slider_walks_back_line_by_line(tab: Tab, tmp_path: Path) -> None:
    opened(tab, "neuron", tmp_path)
    count = "document.getElementById('count').textContent"
    known = "document.querySelectorAll('#generated .known').length"
    assert tab.value(count) == "9 steps"
    tab.value(
        "const s = document.getElementById('step'); s.value = 4; "
        "s.dispatchEvent(new Event('input')); 0"
    )
    assert (tab.value(count), tab.value(known)) == ("step 4 of 9", 4)
    assert tab.value(LIT.format("#source .x")) == ["s0 + s1"]
    tab.press("ArrowRight")
    assert (tab.value(count), tab.value(known)) == ("step 5 of 9", 5)
    tab.press("ArrowLeft")
    tab.press("ArrowLeft")
    assert (tab.value(count), tab.value(known)) == ("step 3 of 9", 3)
    tab.press("Escape")
    assert (tab.value(count), tab.value(known)) == ("9 steps", 0)


def test_numbers_in_the_source_appear_as_they_become_known(tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "at.html"
    file = SAMPLES / "neuron.py"
    result = build(file.read_bytes(), filename=file.name)
    subject = Subject(file.name, file, file.read_bytes(), result, "vjp")
    given = read_given(["w0=2,x0=-1,w1=-3,x1=-2,w2=-3"])
    path.write_text(result.html(take_readings(subject, Terms(given))), "utf-8")
    tab.open(path)
    seen = """[...document.querySelectorAll('#source .end.derivative')]
        .filter(e => getComputedStyle(e).visibility === 'visible').map(e => e.title)"""
    every = ["w0", "x0", "w1", "x1", "w2", "s0", "s1", "s2", "s3", "L"]
    assert tab.value(seen) == [f"grad_{name}" for name in every]
    for _ in range(3):
        tab.press("ArrowRight")
    assert tab.value(seen) == ["grad_w2", "grad_s2", "grad_s3", "grad_L"]
    assert tab.complaints() == []


def test_a_gate_of_the_picture_and_its_lines(tab: Tab, tmp_path: Path) -> None:
    pytest.importorskip("pygraphviz")
    opened(tab, "neuron", tmp_path)
    tab.point("figure .g0-5")
    assert tab.value(LIT.format("#source .x")) == ["sigmoid(s3)"]
    tab.point("#line-24")
    assert tab.value("document.querySelectorAll('figure .gate.lit').length") == 1
    assert tab.value("document.querySelector('figure .wire.lit').textContent.trim()").split() == [
        "s0",
        "grad_s0",
    ]


def test_a_large_picture_shows_gradients_as_they_become_known(tab: Tab, tmp_path: Path) -> None:
    pytest.importorskip("pygraphviz")
    lines = [f"    v{n} = v{n - 1} * 0.5 + x" for n in range(1, 40)]
    text = "\n".join(["def f(x, y):", "    v0 = x * y", *lines, "    return v39", ""])
    path = tmp_path / "large.html"
    path.write_text(build(text).html(), "utf-8")
    tab.open(path)
    seen = """[...document.querySelectorAll('figure text[fill="#b3261e"]')]
        .filter(e => getComputedStyle(e).visibility === 'visible').map(e => e.textContent)"""
    assert len(tab.value(seen)) == 42
    for _ in range(6):
        tab.press("ArrowRight")
    assert tab.value(seen) == ["grad_v37", "grad_v38", "grad_v39"]
    tab.point("figure .gate")
    assert tab.value(LIT.format("#source .x")) == ["x * y"]
    assert tab.complaints() == []


def test_without_scripts_all_of_it_can_be_read(tab: Tab, tmp_path: Path) -> None:
    tab.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        opened(tab, "neuron", tmp_path)
        tree = tab.send("DOMSnapshot.captureSnapshot", computedStyles=["display"])
    finally:
        tab.send("Emulation.setScriptExecutionDisabled", value=False)
    told = " ".join(tree["strings"])
    assert "Gate by gate" in told
    assert "The rules that are applied" in told


def test_a_long_page_is_quick_to_point_at(tab: Tab, tmp_path: Path) -> None:
    """A step, and a gate that is pointed at, take a frame or two in a page of many lines."""
    lines = [f"    v{n} = v{n - 1} * 0.5 + x" for n in range(1, 300)]
    text = "\n".join(["def f(x, y):", "    v0 = x * y", *lines, "    return v299", ""])
    path = tmp_path / "long.html"
    path.write_text(build(text).html(), "utf-8")
    tab.open(path)
    spent = tab.value("""
        const parts = [...document.querySelectorAll('#source .x')].slice(0, 100);
        const start = performance.now();
        const over = () => new PointerEvent('pointerover', {bubbles: true});
        for (const part of parts) part.dispatchEvent(over());
        (performance.now() - start) / 100
    """)
    assert spent < 50
    assert tab.complaints() == []


def test_hostile_text_runs_nothing(tab: Tab, tmp_path: Path) -> None:
    path = tmp_path / "nasty.html"
    path.write_text(build(NASTY, filename="</script><b>.py").html(), "utf-8")
    tab.open(path)
    assert tab.complaints() == []
    assert tab.requests() == [path.as_uri()]
    assert tab.value("document.querySelectorAll('img, b:not(header b)').length") == 0
