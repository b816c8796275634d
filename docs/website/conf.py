"""The site that `make docs` builds: README, docs/, benchmarks/ and the changes, by Sphinx.

The pages are read where they are. `navigation.py` tells their order, `files.py` makes pages of the
files that they link to.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "src")]

from console import ConsoleLexer
from navigation import NAVIGATION, START, children
from pygments.lexers.special import TextLexer

from gradgen.version import __version__

project = "gradgen"
author = "the authors of gradgen"
copyright = author
version = release = __version__

extensions = ["myst_parser", "files"]
root_doc = START
include_patterns = ["README.md", "CHANGELOG.md", "docs/**.md", "benchmarks/*.md"]
# Links to headings are as on GitHub.
myst_heading_anchors = 4
# Examples of errors are no Python.
suppress_warnings = ["misc.highlighting_failure"]

# Text stands as it was written: options begin with two hyphens.
smartquotes = False

html_theme = "furo"
html_title = "gradgen"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_permalinks_icon = "#"
pygments_style = "friendly"
pygments_dark_style = "github-dark"


def with_navigation(app: Any, page: str, source: list[str]) -> None:
    """What stands below a page is named in it; on the first page these are the groups."""
    if page == START:
        groups = NAVIGATION
    else:
        groups = {"": children(page)}
    for title, names in groups.items():
        if names:
            caption = f":caption: {title}\n" if title else ""
            entries = "\n".join(f"/{name}" for name in names)
            source[0] += f"\n\n```{{toctree}}\n:hidden:\n{caption}\n{entries}\n```\n"


def setup(app: Any) -> None:
    """Sphinx calls this."""
    app.add_lexer("console", ConsoleLexer)
    app.add_lexer("mermaid", TextLexer)
    app.connect("source-read", with_navigation)
