"""The help of the command: its options under headings, in the order in which they are declared."""

from __future__ import annotations

from typing import Final

import click

HEADINGS: Final = {
    "functions": "Which derivative",
    "output": "What is written, and where",
    "verify": "Verification, which runs FILE",
    "explain": "What is said",
}
"""The heading above an option; the options that follow it stand below the same one."""


class GroupedCommand(click.Command):
    """A command whose help shows its options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options, one group after another."""
        groups: dict[str, list[tuple[str, str]]] = {}
        heading = "Options"
        for parameter in self.get_params(ctx):
            heading = HEADINGS.get(parameter.name or "", heading)
            record = parameter.get_help_record(ctx)
            if record and isinstance(parameter, click.Option):
                groups.setdefault(heading, []).append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)
