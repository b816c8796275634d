"""The documentation: generated parts are fresh, what is shown is true, and links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
FOLDERS = (".", "docs", "docs/errors", "docs/recipes", "benchmarks")
PAGES = sorted(page for folder in FOLDERS for page in (ROOT / folder).glob("*.md"))
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SESSION = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(
    r"^<!-- ([\w./]+\.(?:py|toml)) -->\n```(?:python|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
_SHOWN = re.compile("^```(?:console|pycon)$", re.MULTILINE)
_GENERATED = re.compile(r"^<!-- generated: .*?^<!-- end -->$", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
# Links and pictures.
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
# A library that a page cannot do without.
_NEEDS = re.compile(r"^<!-- needs: (\w+) -->$", re.MULTILINE)
# What commands of the guides may begin with.
_PROGRAMS = {
    "gradgen": [sys.executable, "-m", "gradgen"],
    "python": [sys.executable],
    "head": ["head"],
}
# Folders of somebody's machine, and where somebody's packages come from.
_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|Users|opt|var)/|https?://[^\s)]*/simple\b")


def text(page: Path) -> str:
    return page.read_text("utf-8")


def test_generated_parts_are_up_to_date() -> None:
    """Else: make docs."""
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


# What the guides show: the README, and the pages of docs/ that have commands and sessions.

GUIDES = [README, *(page for page in PAGES if page != README and _SHOWN.search(text(page)))]
EACH_GUIDE = pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """Each command in a guide, and what it shows."""
    for block in _CONSOLE.findall(text(page)):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


def named_blocks() -> Iterator[tuple[str, str]]:
    """Each file in the guides, and what it holds."""
    return (found for page in GUIDES for found in _NAMED.findall(text(page)))


@pytest.fixture(scope="module")
def checkouts(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """For each guide a folder with what it speaks of: samples, settings, files that it shows."""
    return {page: checkout(page, tmp_path_factory.mktemp("checkout")) for page in GUIDES}


def checkout(page: Path, folder: Path) -> Path:
    (folder / "samples").symlink_to(ROOT / "samples")
    (folder / "pyproject.toml").touch()
    for name, content in _NAMED.findall(text(page)):
        if "/" not in name:
            (folder / name).write_text(content, "utf-8")
    return folder


@EACH_GUIDE
def test_commands_of_a_guide(page: Path, checkouts: dict[Path, Path]) -> None:
    """One after another: what a command has written, a later one may read."""
    for library in _NEEDS.findall(text(page)):
        pytest.importorskip(library)
    for command, shown in commands(page):
        program, *arguments = shlex.split(command)
        run = subprocess.run(
            [*_PROGRAMS[program], *arguments],
            cwd=checkouts[page],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert run.stdout == shown, command


@pytest.mark.parametrize(("name", "content"), [b for b in named_blocks() if "/" in b[0]])
def test_the_guides_show_the_samples_as_they_are(name: str, content: str) -> None:
    assert content in text(ROOT / name)


def test_the_readme_shows_what_the_sample_gives(checkouts: dict[Path, Path]) -> None:
    command = [sys.executable, "-m", "gradgen", "samples/neuron.py"]
    run = subprocess.run(command, cwd=checkouts[README], capture_output=True, text=True, check=True)
    assert dict(_NAMED.findall(text(README)))["samples/neuron_backward.py"] == run.stdout


def marked(sessions: str) -> str:
    """Sessions in the form that doctest wants: an empty line in an output is marked as one."""
    return re.sub(r"^$(?=\n)", "<BLANKLINE>", sessions, flags=re.MULTILINE)


@EACH_GUIDE
def test_sessions_of_a_guide(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    sessions = "".join(_SESSION.findall(text(page)))
    test = doctest.DocTestParser().get_doctest(marked(sessions), {}, page.stem, None, 0)
    results = doctest.DocTestRunner().run(test)
    assert bool(results.attempted) == bool(sessions)
    assert results.failed == 0


@EACH_GUIDE
def test_every_block_of_a_guide_is_checked(page: Path) -> None:
    """What is generated is compared as a part of its page."""
    rest = _GENERATED.sub("", text(page))
    kinds = re.findall(r"^```(\w+)$", rest, flags=re.MULTILINE)
    shown = {"python", "toml", "console", "pycon", *(("sh",) if page == README else ())}
    assert set(kinds) <= shown
    assert kinds.count("python") + kinds.count("toml") == len(_NAMED.findall(rest))


def test_how_the_readme_installs() -> None:
    """Commands that install are run by nobody here; they use what .ci/run uses."""
    assert "-m pytest" in text(ROOT / ".ci" / "run")
    assert "pip install gradgen" not in text(README)


# Every page.


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings can be linked to, as GitHub makes them."""
    headings = _HEADING.findall(_FENCED.sub("", text(page)))
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


@EACH_PAGE
def test_links_lead_somewhere(page: Path) -> None:
    prose = _FENCED.sub("", text(page))
    for link in _LINK.findall(re.sub(r"`[^`\n]*`(?!\])", "", prose)):
        if link.startswith(("http://", "https://")):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors(target), link


@EACH_PAGE
def test_no_machine_is_named(page: Path) -> None:
    assert _MACHINE.findall(text(page)) == []


@EACH_PAGE
def test_a_page_has_one_title(page: Path) -> None:
    titles = re.findall(r"^# .*$", _FENCED.sub("", text(page)), flags=re.MULTILINE)
    assert len(titles) == 1
    assert text(page).startswith(titles[0])
