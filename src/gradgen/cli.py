"""The command line: its options, and which part of `gradgen.command` answers to them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from gradgen.command.answering import answer
from gradgen.command.asked import Asked
from gradgen.command.console import Console, wants_color
from gradgen.command.faults import guarded
from gradgen.command.help import GroupedCommand
from gradgen.command.pictures import ENDINGS
from gradgen.options import MODES, OUTPUT_TARGETS, WAYS, WRAPPERS
from gradgen.version import __version__

_EPILOG = """
Exit codes: 0 fine; 1 something was found wrong, and no code is printed; 2 wrong usage;
123 a fault of gradgen itself.
"""


@click.command(
    cls=GroupedCommand,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EPILOG,
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path())
@click.option(
    "-f",
    "--function",
    "functions",
    metavar="NAME",
    multiple=True,
    help="Differentiate this function; may be given again. Default: every top-level function "
    "that no other one in the file calls.",
)
@click.option(
    "--wrt",
    metavar="A,B",
    help="Differentiate by these parameters. Default: all that can carry a gradient.",
)
@click.option(
    "--shape",
    "shapes",
    metavar="X=N,D",
    multiple=True,
    help="The shape of an array parameter, with names or numbers for sizes; may be given again.",
)
@click.option(
    "--mode",
    type=click.Choice(MODES),
    default="vjp",
    show_default=True,
    help="Which derivative: vjp gradients, jvp the tangent of the value, hvp the Hessian times a "
    "vector, jacobian or hessian the whole matrix.",
)
@click.option("--with-value", is_flag=True, help="Return the value too: L, (grad_a, grad_b).")
@click.option(
    "--by",
    type=click.Choice(WAYS),
    help="Write a jacobian by rows (reverse mode), by columns (forward mode), or, where each "
    "element depends on one alone, its diagonal. Default: rows or columns, whichever are fewer.",
)
@click.option(
    "--split",
    is_flag=True,
    help="Two functions: f_forward gives L, residuals, and f_backward(residuals) the gradients.",
)
@click.option(
    "--target",
    type=click.Choice(OUTPUT_TARGETS),
    default="auto",
    show_default=True,
    help="What compiles the output: nothing, or numba, for which njit stands above each function.",
)
@click.option(
    "--wrap",
    type=click.Choice(WRAPPERS),
    help="Two functions as with --split, and f_torch or f_jax: f as an operation of PyTorch or JAX "
    "that has this gradient, computed by NumPy; for code of jax.numpy or torch, by that.",
)
@click.option(
    "-O",
    "--optimize",
    is_flag=True,
    help="Make the generated code faster: what is the same is computed once, and memory is freed.",
)
@click.option(
    "-o",
    "output",
    metavar="PATH",
    type=click.Path(),
    help="Write there instead of to standard output. In a folder: to NAME_backward.py in it, "
    "for each NAME.py; FILE may be a folder then.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing: exit 1 where what was written with -o is stale, or was edited by hand.",
)
@click.option(
    "--diff",
    is_flag=True,
    help="Write nothing: show how what was written with -o differs from what would be written now.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Write to -o, or the targets in pyproject.toml, whenever a source is saved, until Ctrl-C.",
)
@click.option(
    "--stdin-filename",
    metavar="PATH",
    type=click.Path(),
    help="The file that standard input stands for: for its name in messages, and its settings.",
)
@click.option(
    "--line-length",
    metavar="N",
    type=click.IntRange(min=1),
    help="How long a line may be. Default: what [tool.black] of the nearest pyproject.toml says, "
    "else 88.",
)
@click.option(
    "--emit",
    type=click.Choice(["source", "test", *ENDINGS]),
    default="source",
    show_default=True,
    help="What to write: the derivative; a pytest file that compares NAME_backward.py beside FILE "
    "with differences; the source map and the circuit as json; the circuit for Graphviz (dot), for "
    "Markdown (mermaid) or as a picture (svg); a page (html) with the source and the derivative "
    "side by side.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Run FILE and the derivative in a process of their own, compare with differences, print a "
    "table instead of the code; -o is written only if all is right.",
)
@click.option(
    "--verify-rules",
    is_flag=True,
    help="Run the functions that the project has rules for, each in processes of its own, compare "
    "the rules with differences, print a table for each, and exit.",
)
@click.option(
    "--at",
    metavar="X=3,Y=[1,2]|NPZ",
    multiple=True,
    help="Inputs to verify at: numbers, lists, sizes such as N=4, or an .npz file; may be given "
    "again. Default: drawn, where annotations and shapes tell enough. With --emit html, svg, dot "
    "or mermaid FILE is run there, in a process of its own, and values and gradients are shown; "
    "upstream gradients and tangents are one, or given by their names: grad_L=2.",
)
@click.option(
    "--seed",
    metavar="N",
    type=int,
    default=0,
    show_default=True,
    help="For what is drawn at random when verifying.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    help="How long the process of --verify may take for a file; 0 for any time.",
)
@click.option(
    "--memory",
    metavar="MIB",
    type=click.IntRange(min=0),
    default=4096,
    show_default=True,
    help="How much memory the process of --verify may take, where the system can tell; 0 for any.",
)
@click.option(
    "--explain",
    metavar="SLUG|GATE",
    help="Explain a kind of error, or a gate's gradient, and exit.",
)
@click.option("--list-gates", is_flag=True, help="List the gates that have a gradient, and exit.")
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json", "github"]),
    default="full",
    show_default=True,
    help="How errors and warnings are written to standard error.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour in errors and warnings; NO_COLOR and FORCE_COLOR are honoured.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Tell what is done, on standard error.")
@click.version_option(__version__, message="%(prog)s %(version)s")
def command(**given: Any) -> int:
    """Read the source of Python functions, write the source of their gradients.

    Each FILE is read, and run with --verify alone; - stands for standard input. The generated code
    goes to standard output, everything else to standard error. Without a FILE the targets in
    pyproject.toml are made.
    """
    asked = Asked(**given)
    on_error, on_output = (wants_color(asked.color, s) for s in (sys.stderr, sys.stdout))
    console = Console(asked.output_format, on_error, asked.quiet, asked.verbose, on_output)
    return guarded(lambda: answer(asked, console), console)


def run(arguments: Sequence[str]) -> int:
    """Runs the command on `arguments`; returns its exit code."""
    try:
        code = command.main(list(arguments), prog_name="gradgen", standalone_mode=False)
    except click.ClickException as misuse:
        misuse.show()
        return misuse.exit_code
    except click.Abort:
        return 130
    return int(code or 0)
