"""Pages for the files and folders that documentation links to: code, highlighted, or a list.

On GitHub such a link shows the file; on the site it leads to a page that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from navigation import ROOT
from sphinx import addnodes
from sphinx.util.osutil import relative_uri

FOLDER = "files"
_LANGUAGES = {".py": "python", ".toml": "toml", ".json": "json"}


def to_pages(app: Any, document: nodes.document) -> None:
    """Turns the links of a page to files and folders into links to their pages."""
    links = [*document.findall(addnodes.download_reference)]
    links += document.findall(addnodes.pending_xref)
    here = app.env.docname
    for link in links:
        target = (ROOT / Path(here).parent / link["reftarget"]).resolve()
        if isinstance(link, addnodes.download_reference) or target.is_dir():
            name = _named(target)
            linked_files(app.env).add(name)
            uri = relative_uri(f"{here}.html", f"{FOLDER}/{name}.html")
            link.replace_self(nodes.reference("", "", *link.children, refuri=uri, internal=True))


def linked_files(env: Any) -> set[str]:
    """The files and folders that pages link to."""
    if not hasattr(env, "linked_files"):
        env.linked_files = set()
    return env.linked_files  # type: ignore[no-any-return]


def file_pages(app: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A page for each: its name, what is in it, and the template."""
    names = linked_files(app.env)
    names |= {_named(file) for name in names for file in _files_in(ROOT / name)}
    for name in sorted(names):
        path = ROOT / name
        body = _listed(path) if path.is_dir() else _highlighted(path, app.builder.highlighter)
        title = f"<h1><code>{escape(name)}</code></h1>"
        yield f"{FOLDER}/{name}", {"title": name, "body": f"{title}\n{body}"}, "page.html"


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _files_in(folder: Path) -> Iterator[Path]:
    """The files of a folder that are shown; a file has none."""
    return (file for file in sorted(folder.glob("*.py")) if file.name != "__init__.py")


def _listed(folder: Path) -> str:
    links = (
        f'<li><a href="{folder.name}/{f.name}.html">{f.name}</a></li>' for f in _files_in(folder)
    )
    return f"<ul>{''.join(links)}</ul>"


def _highlighted(path: Path, highlighter: Any) -> str:
    language = _LANGUAGES.get(path.suffix, "text")
    return str(highlighter.highlight_block(path.read_text("utf-8"), language))


def setup(app: Any) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("doctree-read", to_pages, priority=100)  # before files are copied for download
    app.connect("html-collect-pages", file_pages)
    return {"parallel_read_safe": False, "parallel_write_safe": False}
