"""The ways into gradgen from Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from gradgen.options import Options, misuse
from gradgen.recursion import deep_recursion

if TYPE_CHECKING:
    from gradgen.pipeline import Result

Function = Callable[..., Any]


class Choices(TypedDict, total=False):
    """What every way in lets one choose; `generate` explains it."""

    function: str | Sequence[str] | None
    wrt: str | Sequence[str] | None
    shape: Mapping[str, str] | None
    mode: str
    by: str
    with_value: bool
    target: str
    line_length: int
    optimize: bool
    rules: Sequence[str | PathLike[str]]


class AllChoices(Choices, total=False):
    """And what gives more than one function, for those who take the text."""

    split: bool
    wrap: str


def generate(
    source: str | bytes, *, filename: str = "<string>", **choices: Unpack[AllChoices]
) -> str:
    """The source of the derivatives of the functions in `source`: a complete module.

    The choices are

    - `function`: one or several top-level functions, as a sequence or as `"f,g"` (by default every
      one that no other function of the file calls);
    - `wrt`: the parameters to differentiate by, as a sequence or as `"a,b"` (by default all that
      can carry a gradient);
    - `shape`: the shapes of array parameters that no annotation tells, `{"x": "N,D"}`: names and
      numbers for the sizes, `*batch` for any number of leading ones, nothing for a single number;
    - `mode`: which derivative, `vjp` (gradients, the default), `jvp` (the tangent of the value),
      `hvp` (Hessian-vector products), `jacobian` or `hessian`;
    - `by`: how a Jacobian is written, by `rows`, by `columns` or its `diagonal` alone; by default
      by rows or columns, whichever are fewer;
    - `split`: gradients by two functions, `f_forward`, which returns `L, residuals`, and
      `f_backward(residuals, grad_L)`;
    - `wrap`: for `torch` or `jax`, `f_torch` or `f_jax` beside these two: the function as an
      operation of PyTorch or JAX, which has this gradient;
    - `with_value`: return the function's value too, `L, (grad_a, grad_b)`;
    - `target`: what compiles the output: nothing (`auto`, the default), or `numba`;
    - `optimize`: make what is generated faster: fewer lines, and less memory;
    - `line_length`: black's, 88 by default;
    - `rules`: files with gradient rules of your own, which are read and never run.

    Nothing of `source` is run. Raises GradgenError with everything that was found wrong, and
    ValueError for choices that do not go together.
    """
    return build(source, filename=filename, **choices).source


def build(
    source: str | bytes, *, filename: str = "<string>", **choices: Unpack[AllChoices]
) -> Result:
    """As `generate`, with warnings, circuits and the source map beside the text."""
    from gradgen.frontend.reading import read, too_deep
    from gradgen.frontend.unwarned import unwarned
    from gradgen.pipeline import run

    options = _options(**choices)
    with deep_recursion(), unwarned():
        try:
            result = run(read(source, filename), options)
            return _wrapped(result) if options.wrap else result
        except RecursionError:
            raise too_deep(filename) from None


def _wrapped(result: Result) -> Result:
    from gradgen.wrap.module import wrapped

    return wrapped(result)


def _options(
    *,
    function: str | Sequence[str] | None = None,
    wrt: str | Sequence[str] | None = None,
    shape: Mapping[str, str] | None = None,
    mode: str = "vjp",
    by: str = "",
    split: bool = False,
    wrap: str = "",
    with_value: bool = False,
    target: str = "auto",
    line_length: int = 88,
    optimize: bool = False,
    rules: Sequence[str | PathLike[str]] = (),
) -> Options:
    """The choices in one record. Raises ValueError where they do not go together."""
    found = misuse(
        mode,
        with_value=with_value,
        split=split,
        by=by,
        target=target,
        wrap=wrap,
    )
    if found:
        raise ValueError(f"{found.option}: {found.why}")
    return Options(
        functions=_names(function) or (),
        wrt=_names(wrt),
        with_value=with_value,
        line_length=line_length,
        shapes=tuple(sorted((shape or {}).items())),
        mode=mode,
        split=split,
        by=by,
        target=target,
        wrap=wrap,
        optimize=optimize,
        rules=_texts(rules),
    )


def _texts(rules: Sequence[str | PathLike[str]]) -> tuple[tuple[str, str], ...]:
    if not rules:
        return ()
    from gradgen.frontend.rule_texts import rule_texts

    return rule_texts([rules] if isinstance(rules, str) else rules)


def _names(given: str | Sequence[str] | None) -> tuple[str, ...] | None:
    if given is None:
        return None
    parts = given.split(",") if isinstance(given, str) else given
    return tuple(part.strip() for part in parts if part.strip())


def generate_from(func: Function, **choices: Unpack[AllChoices]) -> str:
    """The source of the derivative of a function object, read from the file that defines it.

    The function has to stand at the top level of that file, as it is: not nested, not wrapped. The
    choices are those of `generate`, but for `function`. Raises as that does, and OSError or
    TypeError where Python cannot find the source.
    """
    return _build_from(func, **choices).source


def _build_from(func: Function, **choices: Unpack[AllChoices]) -> Result:
    from gradgen.frontend.function_object import locate

    place = locate(func)
    choices["function"] = place.name
    return build(place.source, filename=place.filename, **choices)


@overload
def compile_gradient(
    func: Function, *, split: Literal[False] = False, **choices: Unpack[Choices]
) -> Function: ...


@overload
def compile_gradient(
    func: Function, *, split: Literal[True], **choices: Unpack[Choices]
) -> tuple[Function, Function]: ...


def compile_gradient(
    func: Function, *, split: bool = False, **choices: Unpack[Choices]
) -> Function | tuple[Function, Function]:
    """The derivative of a function object, ready to be called.

    With `split` it is a pair of functions, forward and backward; the choices are otherwise those of
    `generate`. The text is registered with `linecache`, so that debuggers, tracebacks and
    `inspect.getsource` show it. Raises as `generate_from` does.
    """
    result = _build_from(func, split=split, **choices)
    names = defined(result, func.__module__)
    first, *others = (circuit.name for circuit in result.circuits)
    derivative: Function = names[first]
    return (derivative, names[others[0]]) if split else derivative


def defined(result: Result, place: str) -> dict[str, Any]:
    """The names that the generated module binds, for functions that were found in `place`.

    The text is registered with `linecache`.
    """
    import linecache
    import zlib

    text = _uncached(result.source) if result.options.target == "numba" else result.source
    first = result.circuits[0].name
    filename = f"<gradgen {place}.{first} {zlib.crc32(text.encode()):08x}>"
    lines = [f"{line}\n" for line in text.removesuffix("\n").split("\n")]
    linecache.cache[filename] = (len(text), None, lines, filename)
    names: dict[str, Any] = {"__name__": f"gradgen:{place}"}
    exec(compile(text, filename, "exec"), names)
    return names


def _uncached(text: str) -> str:
    """A text for numba that lies in no file: there is nowhere to keep what it compiles."""
    return text.replace("(cache=True, error_model=", "(error_model=").replace(
        "(cache=True)\n", "()\n"
    )
