"""Calls that ask an array for its namespace, and what is said where they stand inside others."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from gradgen.frontend.context import POISON, Entity, Findings, Method
from gradgen.ir.expression import Expression, Function
from gradgen.ir.namespaces import ASKING
from gradgen.targets.dialects.array_api import ASKING_METHOD, namespaces_given


def asker_of(callee: Entity | None) -> Function | None:
    """The function or method that asks for a namespace, if a callee is one."""
    match callee:
        case Method(name=name) if name == ASKING_METHOD:
            return Function(ASKING, "method", name)
        case Function(module=str(module), attribute=attribute):
            is_one = namespaces_given(module, attribute) > 0
            return replace(callee, name=ASKING) if is_one else None
    return None


def refuse_unnamed(node: cst.Call, findings: Findings) -> Expression:
    """Refuse a namespace that is asked for inside an expression."""
    findings.refuse(
        "namespace",
        node,
        "a namespace is asked for inside an expression",
        "which library this is has to be told by a line of its own",
        "give it a name before: xp = x.__array_namespace__()",
    )
    return POISON
