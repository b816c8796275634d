"""Builds the documentation as a static site, which asks nothing of the network.

python docs/build_site.py [FOLDER]    builds it into site/, or into that folder: see index.html

It needs Sphinx, its theme and its Markdown: `pip install '.[docs]'`. A link that leads nowhere, a
page that is in no navigation, or anything that is loaded from elsewhere ends it with exit code 1.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "docs" / "website"
_NEEDED = ("sphinx", "furo", "myst_parser")
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')
# Whatever a browser loads by itself: all but links that somebody follows, and what names a page.
_LOADED = re.compile(
    r'<(?:script|img|iframe|source|object|embed)\b[^>]*?\b(?:src|data)="((?:https?:)?//[^"]*)"'
    r'|<link\b(?![^>]*rel="(?:canonical|author)")[^>]*?\bhref="((?:https?:)?//[^"]*)"'
)
_STYLED = re.compile(r"(?:@import|url\()\s*[\"']?((?:https?:)?//[^\"')]*)")


def main(arguments: list[str]) -> int:
    """Build it, and look at every page of it."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        print(f"{', '.join(missing)} not installed: pip install '.[docs]'", file=sys.stderr)
        return 1
    site = Path(arguments[0] if arguments else ROOT / "site").resolve()
    shutil.rmtree(site, ignore_errors=True)
    with tempfile.TemporaryDirectory() as trees:
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        command += ["-c", str(SETTINGS), "-d", trees, str(ROOT), str(site)]
        if subprocess.run(command, check=False).returncode:
            return 1
    shutil.copyfile(site / "README.html", site / "index.html")
    wrong = sorted({*broken(site), *foreign(site)})
    print("".join(f"{line}\n" for line in wrong), end="", file=sys.stderr)
    if not wrong:
        print(f"{sum(1 for _ in site.rglob('*.html'))} pages in {site}")
    return int(bool(wrong))


def broken(site: Path) -> Iterator[str]:
    """Links of the built pages that lead nowhere in the site."""
    pages = {page: page.read_text("utf-8") for page in sorted(site.rglob("*.html"))}
    ids = {page: {*map(unescape, _ID.findall(text))} for page, text in pages.items()}
    for page, text in pages.items():
        for link in map(unescape, _LINK.findall(text)):
            if re.match(r"[a-z]+:|//", link):
                continue
            name, _, anchor = link.partition("#")
            target = (page.parent / unquote(name)).resolve() if name else page
            if not target.exists() or (anchor and unquote(anchor) not in ids.get(target, ())):
                yield f"{page.relative_to(site)}: {link} leads nowhere"


def foreign(site: Path) -> Iterator[str]:
    """What pages, styles and scripts load from elsewhere."""
    for file in sorted(site.rglob("*")):
        pattern = {".html": _LOADED, ".css": _STYLED}.get(file.suffix)
        for found in pattern.finditer(file.read_text("utf-8")) if pattern else ():
            yield f"{file.relative_to(site)}: {next(filter(None, found.groups()))} is loaded"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
