"""The ways into gradgen from Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from gradgen.options import Options, misuse
from gradgen.recursion import deep_recursion

if TYPE_CHECKING:
    from gradgen.pipeline import Result


def generate(
    source: str | bytes,
    *,
    filename: str = "<string>",
    function: str | Sequence[str] | None = None,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    mode: str = "vjp",
    with_value: bool = False,
    split: bool = False,
    line_length: int = 88,
) -> str:
    """The source of the gradients of the functions in `source`: a complete module.

    `function` names one or several top-level functions (by default every one that no other
    function of the file calls), `wrt` the parameters to differentiate by, as a sequence or as
    `"a,b"` (by default all that can carry a gradient). `shape` gives the shapes of array
    parameters that no annotation tells, `{"x": "N,D"}`: names and numbers for the sizes, `*batch`
    for any number of leading ones, and nothing for a single number. `mode` is which derivative:
    `vjp` (gradients), `jvp` (the tangent of the value) or `hvp` (Hessian-vector products). With
    `with_value` the generated function returns the value too: `L, (grad_a, grad_b)`. With `split`
    there are two functions: `f_forward` returns `L, residuals`, and `f_backward(residuals, grad_L)`
    the gradients; it is for `vjp` alone, and without `with_value` (ValueError).

    Nothing of `source` is run. Raises GradgenError with everything that was found wrong.
    """
    return build(
        source,
        filename=filename,
        function=function,
        wrt=wrt,
        shape=shape,
        mode=mode,
        with_value=with_value,
        split=split,
        line_length=line_length,
    ).source


def build(
    source: str | bytes,
    *,
    filename: str = "<string>",
    function: str | Sequence[str] | None = None,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    mode: str = "vjp",
    with_value: bool = False,
    split: bool = False,
    line_length: int = 88,
) -> Result:
    """As `generate`, with warnings, circuits and the source map beside the text."""
    from gradgen.frontend.reading import read, too_deep
    from gradgen.pipeline import run

    shapes = tuple(sorted((shape or {}).items()))
    _refuse_misuse(mode, with_value=with_value, split=split)
    options = Options(
        _names(function) or (), _names(wrt), with_value, line_length, shapes, mode, split
    )
    with deep_recursion():
        try:
            return run(read(source, filename), options)
        except RecursionError:
            raise too_deep(filename) from None


def _refuse_misuse(mode: str, *, with_value: bool, split: bool) -> None:
    """Raise ValueError for choices that do not go together."""
    why = misuse(mode, with_value=with_value, split=split)
    if why:
        raise ValueError(f"split: {why}")


def _names(given: str | Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    parts = given.split(",") if isinstance(given, str) else given
    return tuple(part.strip() for part in parts if part.strip())


def generate_from(
    func: Callable[..., Any],
    *,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    mode: str = "vjp",
    with_value: bool = False,
    split: bool = False,
    line_length: int = 88,
) -> str:
    """The source of the gradient of a function object, read from the file that defines it.

    The function has to stand at the top level of that file, as it is: not nested, not wrapped.
    Raises GradgenError, and OSError or TypeError where Python cannot find the source.
    """
    return _build_from(func, wrt, shape, mode, with_value, split, line_length).source


def _build_from(
    func: Callable[..., Any],
    wrt: str | Sequence[str] | None,
    shape: Mapping[str, str] | None,
    mode: str,
    with_value: bool,
    split: bool,
    line_length: int,
) -> Result:
    from gradgen.frontend.function_object import locate

    place = locate(func)
    return build(
        place.source,
        filename=place.filename,
        function=place.name,
        wrt=wrt,
        shape=shape,
        mode=mode,
        with_value=with_value,
        split=split,
        line_length=line_length,
    )


@overload
def compile_gradient(
    func: Callable[..., Any],
    *,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    mode: str = "vjp",
    with_value: bool = False,
    split: Literal[False] = False,
) -> Callable[..., Any]: ...


@overload
def compile_gradient(
    func: Callable[..., Any],
    *,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    mode: str = "vjp",
    with_value: bool = False,
    split: Literal[True],
) -> tuple[Callable[..., Any], Callable[..., Any]]: ...


def compile_gradient(
    func: Callable[..., Any],
    *,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    mode: str = "vjp",
    with_value: bool = False,
    split: bool = False,
) -> Callable[..., Any] | tuple[Callable[..., Any], Callable[..., Any]]:
    """The gradient of a function object, ready to be called.

    With `split` it is a pair of functions, forward and backward.

    Its text is registered with `linecache`, so that debuggers, tracebacks and `inspect.getsource`
    show it. Raises as `generate_from` does.
    """
    import linecache
    import zlib

    result = _build_from(func, wrt, shape, mode, with_value, split, 88)
    name = result.circuits[0].name
    filename = f"<gradgen {func.__module__}.{name} {zlib.crc32(result.source.encode()):08x}>"
    linecache.cache[filename] = (len(result.source), None, result.source.splitlines(True), filename)
    namespace: dict[str, Any] = {"__name__": f"gradgen:{func.__module__}"}
    exec(compile(result.source, filename, "exec"), namespace)
    gradient: Callable[..., Any] = namespace[name]
    return (gradient, namespace[result.circuits[1].name]) if split else gradient
