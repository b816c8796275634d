"""The part of an emitted test that is about one function: inputs, value, and the comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gradgen.verify import emitted_function_text as text
from gradgen.verify.child.job import Dim, Input, Job, Question
from gradgen.verify.emitted_library import EmittedLibrary

_TESTS = {
    "vjp": text.VJP + text.ALONG_GRADIENT,
    "jvp": text.JVP,
    "hvp": text.HVP + text.ALONG_PRODUCT,
    "jacobian": text.JACOBIAN + text.ALONG_GRADIENT,
    "hessian": text.HESSIAN + text.ALONG_PRODUCT,
}


class TestOf(NamedTuple):
    """The test of one function; `archive` is the file of inputs, seen from the test."""

    question: Question
    job: Job
    archive: str
    arrays: bool
    home: EmittedLibrary | None = None

    def parts(self) -> Iterator[str]:
        """Inputs, value and test, as functions."""
        q, name = self.question, self.question.function
        yield self._inputs()
        yield text.VALUE.format(
            name=name, call=self._left(self._call(f"model.{name}", entered=True))
        )
        indent = " " * (8 if q.mode == "jvp" else 4)
        moving = _listed(q.moving)
        filled = _TESTS[q.mode].format(
            name=name,
            derivative=q.derivative,
            of_one=text.OF_ONE.format(places=_places(q.moving)),
            moving=moving,
            rows=self._rows(),
            at="in_double(at)" if self.home and self._is_narrow else "at",
            at_name=self._in_double("at[name]"),
            count=len(q.moving),
            chance=self._chance(),
            product=self._product(),
            results=f"\n{indent}".join(self._results()),
            check_value=f"\n{indent}".join(self._check_value()),
            check_form=f"\n{indent}".join(self._check_form()),
        )
        yield "\n".join(line for line in filled.split("\n") if line != indent)

    # --- the comparison ---------------------------------------------------------------------------

    def _rows(self) -> str:
        """For forward mode: each parameter alone, then all of them."""
        moving = self.question.moving
        rows = [[name] for name in moving] + ([[*moving]] if len(moving) > 1 else [])
        return f"[{', '.join(map(_listed, rows))}]"

    def _in_double(self, value: str) -> str:
        """A value as differences need it."""
        return f"np.float64({value})" if self._is_narrow else value

    @property
    def _is_narrow(self) -> bool:
        return has_narrow(self.question)

    def _product(self) -> str:
        """What a block of a matrix makes of an upstream gradient `w`, or of a direction `d`."""
        is_hessian = self.question.mode == "hessian"
        if not self.arrays or self.question.is_diagonal:
            return "block * d" if is_hessian else "w * block"
        return (
            "np.tensordot(block, d, np.ndim(d))"
            if is_hessian
            else "np.tensordot(w, block, np.ndim(w))"
        )

    def _results(self) -> Iterator[str]:
        """The statements that give `found`, with the seeds or tangents in `new`."""
        q, derivative = self.question, f"derivative.{self.question.derivative}"
        at, new = ("inputs", "seeds") if self.home else ("at", "new")
        more = [f"{name}={new}[{place}]" for place, name in enumerate(q.new)]
        if self.home:
            yield "inputs, seeds = enter(at), enter(new)" if q.new else "inputs = enter(at)"
        if q.forward:
            forward = self._call(f"derivative.{q.forward}", at=at)
            yield f"value, residuals = {forward}"
            back = f"{derivative}(residuals, {', '.join(more)})"
        else:
            back = self._call(derivative, *more, at=at)
        if self.home:
            yield f"results = {back}"
            yield "found = [*flat(leave(results))]"
            yield "at, new = leave(inputs), leave(seeds)" if q.new else "at = leave(inputs)"
        else:
            yield f"found = [*flat({back})]"

    def _left(self, value: str) -> str:
        return f"leave({value})" if self.home else value

    def _check_value(self) -> Iterator[str]:
        count = len(self.question.outputs)
        if self.question.forward:
            yield f"assert_same([*flat({self._left('value')})], outputs)"
        elif self.question.with_value:
            outputs = "outputs" if self.question.mode in _OF_OUTPUTS else self._outputs()
            yield f"assert_same(found[:{count}], {outputs})"
            yield f"found = found[{count}:]"

    def _outputs(self) -> str:
        return f"[*flat(value_of_{self.question.function}(at))]"

    def _check_form(self) -> Iterator[str]:
        """Numbers have no form."""
        if self.arrays:
            form = _DIAGONAL if self.question.is_diagonal else _FORMS[self.question.mode]
            yield from form.split("\n")

    def _call(self, function: str, *more: str, at: str = "at", entered: bool = False) -> str:
        """A call with the inputs in `at`, by position where nothing else is taken."""
        inputs, enter = self.question.inputs, "enter" if entered and self.home else ""
        values = {
            each.name: "np" if each.origin == "namespace" else f"{at}[{quoted(each.name)}]"
            for each in inputs
        }
        if enter:
            values = {name: f"enter({value})" for name, value in values.items()}
        first = [values[each.name] for each in inputs if each.kind == "/"]
        named = [f"{each.name}={values[each.name]}" for each in inputs if each.kind != "/"]
        given = [f"{each.name}=np" for each in inputs if each.origin == "namespace"]
        whole = [f"**{enter}({at})" if enter else f"**{at}", *given]
        return f"{function}({', '.join([*first, *(named if first else whole), *more])})"

    # --- the inputs -------------------------------------------------------------------------------

    def _chance(self) -> str:
        form = text.NUMPY_CHANCE if self.arrays else text.RANDOM_CHANCE
        return form.format(self.job.seed)

    def _inputs(self) -> str:
        inputs = [each for each in self.question.inputs if each.origin != "namespace"]
        name = self.question.function
        pairs = ", ".join(f"{quoted(each.name)}: {self._value(each)}" for each in inputs)
        pairs = f"{{{pairs},}}"
        if all(each.origin != "drawn" for each in inputs):
            return text.GIVEN_INPUTS.format(name=name, pairs=pairs)
        return text.DRAWN_INPUTS.format(
            name=name,
            sizes="".join(f"    {size} = {number}\n" for size, number in self._sizes().items()),
            chance=self._chance(),
            pairs=pairs,
            finite="np.all(np.isfinite(output))" if self.arrays else "math.isfinite(output)",
        )

    def _value(self, each: Input) -> str:
        """A value, which is a number of NumPy's where the library takes an array only."""
        value = self._plain_value(each)
        is_plain = each.dims or isinstance(each.value, list) or each.number
        boxes = self.home.boxes if self.home else bool(self.job.array_module)
        if is_plain or not each.moving or not boxes:
            return value
        return f"np.{self._type_of_numbers(each)}({value})"

    def _type_of_numbers(self, each: Input) -> str:
        floats = {i.dtype for i in self.question.inputs if i.dims and i.dtype[:5] == "float"}
        return each.dtype or (floats.pop() if len(floats) == 1 else "float64")

    def _plain_value(self, each: Input) -> str:
        if each.origin == "file":
            value = f"np.load(HERE / {quoted(self.archive)})[{quoted(each.name)}]"
            return value if self.arrays and each.dims != () else f"{value}.item()"
        if each.origin == "default":
            function = f"model.{self.question.function}"
            default = f"inspect.signature({function}).parameters[{quoted(each.name)}].default"
            default = self._left(default)
            return f"1.0 * {default}" if each.moving else default
        return _literal(each) if each.origin == "given" else _drawn(each)

    def _sizes(self) -> dict[str, int]:
        """A number for each name of a size: different ones, in the order of the parameters."""
        found: dict[str, int] = {}
        for each in self.question.inputs:
            for dim in (each.dims or ()) if each.origin == "drawn" else ():
                if isinstance(dim, str):
                    bare = dim.partition("+")[0].partition("-")[0]
                    size = self.job.sizes.get(bare) or self._given_size(bare)
                    found.setdefault(_name(bare), size or 4 + len(found) % 4)
        return found

    def _given_size(self, name: str) -> int | None:
        """The size that a list given for another parameter has."""
        for each in self.question.inputs:
            value = each.value
            for dim in (each.dims or ()) if isinstance(value, list) else ():
                if dim == name:
                    return len(value)
                value = value[0] if isinstance(value, list) and value else []
        return None


_OF_OUTPUTS = frozenset(("vjp", "jvp", "jacobian"))
_FORMS = {
    "vjp": "assert_form(gradient, np.shape(at[name]), at[name])",
    "jvp": (
        "for tangent, output in zip(found, outputs, strict=True):\n"
        "    assert_form(tangent, np.shape(output), output)"
    ),
    "hvp": "assert_form(product, np.shape(at[name]), at[name])",
    "jacobian": (
        "for block, output in zip(blocks, outputs, strict=True):\n"
        "    assert_form(block, np.shape(output) + np.shape(at[name]), output, at[name])"
    ),
    "hessian": (
        "for block, other in zip(blocks, moves, strict=True):\n"
        "    both = np.shape(at[name]) + np.shape(at[other])\n"
        "    assert_form(block, both, at[name], at[other])"
    ),
}
_DIAGONAL = (
    "for block, output in zip(blocks, outputs, strict=True):\n"
    "    assert_form(block, np.shape(output), output, at[name])"
)


def has_narrow(question: Question) -> bool:
    """Whether inputs have less than double precision."""
    return bool({"float16", "float32"} & {each.dtype for each in question.inputs})


def quoted(name: str) -> str:
    """A name as a string."""
    return f'"{name}"'


def _listed(names: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, names))}]"


def _places(names: Sequence[str]) -> str:
    """The names with their places: `[(0, "x"), (1, "y")]`."""
    return f"[{', '.join(f'({place}, {quoted(name)})' for place, name in enumerate(names))}]"


def _drawn(each: Input) -> str:
    if not each.dims:
        return "chance.uniform(low, 1.0)"
    shape = f"({', '.join(map(_size, each.dims))}{',' if len(each.dims) == 1 else ''})"
    if each.dtype == "bool":
        return f"chance.integers(0, 2, {shape}).astype(bool)"
    if not each.dtype.startswith("float"):
        return f"chance.integers(0, 2, {shape})"
    narrow = "" if each.dtype == "float64" else f".astype(np.{each.dtype})"
    return f"chance.uniform(low, 1.0, {shape}){narrow}"


def _literal(each: Input) -> str:
    value = each.value
    if isinstance(value, list):
        dtype = each.dtype or ("float64" if each.moving else "")
        return f"np.array({value!r}{f', dtype={quoted(dtype)}' if dtype else ''})"
    if each.moving and isinstance(value, int):
        value = float(value)
    shown = repr(value)
    return f'float("{shown}")' if shown.strip("-") in ("inf", "nan") else shown


def _size(dim: Dim) -> str:
    """A size as the test says it: a number, `N`, or `N - 1`."""
    words = str(dim).replace("+", " + ").replace("-", " - ").split()
    return " ".join([_name(words[0]), *words[1:]])


def _name(size: str) -> str:
    """A name for a size that need not be one: of `*batch`, or one that nobody has named."""
    return size.strip("*").replace("?", "size_of_")
