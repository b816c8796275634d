"""Writes anew what gradgen says in the pages of docs/errors, and tells which changed.

python tests/update_error_pages.py
"""

from __future__ import annotations

import sys

from error_pages import BY_HAND, Page, pages


def main() -> int:
    """Rewrite what differs; the exit code is 1 if an example no longer gives its slug."""
    stale = [page.slug for page in pages() if page.slug not in BY_HAND and not update(page)]
    for slug in stale:
        print(f"wrong example: docs/errors/{slug}.md does not give {slug}", file=sys.stderr)
    return 1 if stale else 0


def update(page: Page) -> bool:
    """Write the rendered block of one page; False where its example gives another slug."""
    if {slug for _, slug in page.found()} != {page.slug}:
        return False
    shown, rendered = page.shown, page.rendered()
    if shown != rendered:
        text = page.text.replace(f"```text\n{shown}```", f"```text\n{rendered}```")
        page.path.write_text(text, encoding="utf-8", newline="\n")
        print(f"changed: docs/errors/{page.path.name}")
    return True


if __name__ == "__main__":
    sys.exit(main())
