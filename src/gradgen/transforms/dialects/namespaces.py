"""Sees to it that functions have the namespace that they need, and ask for none that they do not.

Before, where nothing of the namespace is left in the gradient::

    xp = x.__array_namespace__()
    grad_x = grad_y

After, the first line is a comment.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from gradgen.diagnostics import Diagnostic, Label
from gradgen.ir.circuit import Circuit, Gate, Statement
from gradgen.ir.expression import Apply, Expression, Function, functions_in, rebuild
from gradgen.ir.namespaces import Namespace, is_asking
from gradgen.ir.program import Program
from gradgen.ir.rewriting import expressions_in, rewritten


def fitted_to_namespace(
    circuit: Circuit, namespace: Namespace | None, written: Collection[Expression]
) -> Circuit:
    """A function that asks for its namespace only if it takes something from it.

    Where a function asks, arrays may be of a library whose `x.size` is a method: what was not
    `written` by the user counts by the shape.
    """
    if namespace is None:
        return circuit
    if not any(map(_takes, circuit.body)):
        return replace(circuit, body=tuple(map(_unasked, circuit.body)))
    if namespace.is_of_standard:
        return circuit
    body = (rewritten(s, lambda e: e if e in written else _counted(e)) for s in circuit.body)
    return replace(circuit, body=tuple(body))


def _counted(expression: Expression) -> Expression:
    inner = rebuild(expression, _counted)
    match inner:
        case Apply(function=Function(module="attribute", attribute="size"), arguments=(array,)):
            return Apply(_PRODUCT, (Apply(_SHAPE, (array,)),))
    return inner


_PRODUCT: Final = Function("prod", "math", "prod")
_SHAPE: Final = Function("shape", "attribute", "shape")


def _unasked(statement: Statement) -> Statement:
    if isinstance(statement, Gate) and is_asking(statement):
        return replace(statement, idle=True)
    return statement


def lacks_namespace(circuit: Circuit, program: Program, original: Program) -> list[Diagnostic]:
    """What is said of a function that needs one, and has none, beside functions that have."""
    is_imported = any(binding.module == "numpy" for binding in program.imports)
    has_one = circuit.name in program.namespaces or is_imported or not program.namespaces
    if has_one or not any(map(_takes, circuit.body)):
        return []
    labels = (Label(circuit.span, "its gradient takes functions from one"),) if circuit.span else ()
    name = next((c.name for c in original.circuits if c.span == circuit.span), circuit.name)
    message = f"`{name}` has no namespace, as other functions of the file have"
    help = "let it ask for one, xp = x.__array_namespace__(), or choose functions with -f NAME"
    return [Diagnostic("namespace", message, labels, help)]


def _takes(statement: Statement) -> bool:
    """Whether a line takes a function from the library, all being named by now."""
    if getattr(statement, "idle", False):
        return False
    modules = (f.module or "" for e in expressions_in(statement) for f in functions_in(e))
    return any(module.partition(".")[0] == "numpy" for module in modules)
