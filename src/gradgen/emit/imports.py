"""The imports of the user's: which of them lead to a function, and what it is called then."""

from __future__ import annotations

from collections.abc import Iterable

from gradgen.ir.expression import Function
from gradgen.ir.program import Import


def ways_to(
    module: str, function: Function, imports: Iterable[Import], *, brief: bool = False
) -> list[tuple[Import, str]]:
    """The imports through which a function can be reached, the user's own choice first.

    If it has to be `brief`, the shortest way comes next: `F.relu` for `torch.nn.functional.relu`.
    """
    ways = []
    for binding in imports:
        if (binding.module, binding.attribute) == (module, function.attribute):
            ways.append((binding, binding.binding))
        elif (path := _path(binding, module)) is not None:
            ways.append((binding, ".".join((binding.binding, *path, function.attribute))))
    depth = [text.count(".") if brief else 0 for _, text in ways]
    order = sorted(range(len(ways)), key=lambda i: (ways[i][0].binding != function.via, depth[i]))
    return [ways[i] for i in order]


def _path(binding: Import, module: str) -> tuple[str, ...] | None:
    """The way from what an import binds down to a module inside it; `None` if there is none."""
    bound = f"{binding.module}.{binding.attribute}" if binding.attribute else binding.module
    if module == bound:
        return ()
    inside = module.startswith(f"{bound}.") and binding.binding != "numpy.typing"
    return tuple(module.removeprefix(f"{bound}.").split(".")) if inside else None
