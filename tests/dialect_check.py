"""Holds code for another library against the same code for NumPy: the same text, the same numbers.

The functions come from the cases of arrays. For each the gradient is generated from a file that
imports NumPy, and from one that imports the library; both run on the same inputs.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from array_check import Case, draw, is_real, source
from gradgen import GradgenError, generate
from gradgen.targets.dialects import dialect_named
from gradgen.targets.dialects.dialect import Dialect
from phrase_check import UntoldError, phrased


@dataclass(frozen=True)
class Speaker:
    """A library, and how arrays go into it and come out; with `arrays_only`, numbers do too."""

    name: str
    module: str
    enter: Callable[[Any], Any]
    leave: Callable[[Any], Any]
    arrays_only: bool = False

    @property
    def dialect(self) -> Dialect:
        """The table of the library."""
        found = dialect_named(self.name)
        assert found is not None
        return found


def jax() -> Speaker:
    """JAX, with numbers of 64 bits."""
    module = importlib.import_module("jax.numpy")
    importlib.import_module("jax").config.update("jax_enable_x64", True)
    return Speaker("jax", "jax.numpy", module.asarray, np.asarray)


def dask() -> Speaker:
    """Dask, with arrays in several pieces."""
    array = importlib.import_module("dask.array")
    return Speaker("dask", "dask.array", lambda x: array.from_array(x, chunks=2), _computed)


def torch() -> Speaker:
    """PyTorch, on the CPU."""
    module = importlib.import_module("torch")
    return Speaker("torch", "torch", lambda x: module.as_tensor(np.asarray(x)), np.asarray)


def array_api() -> Speaker:
    """The standard, and nothing else."""
    module = importlib.import_module("array_api_strict")
    return Speaker("array_api", "array_api_strict", module.asarray, np.asarray, arrays_only=True)


def _computed(value: Any) -> Any:
    return np.asarray(value.compute() if hasattr(value, "compute") else value)


def spoken(text: str, speaker: Speaker) -> str:
    """A file that imports NumPy and SciPy as one that imports a library in their place."""
    dialect = speaker.dialect
    if dialect.phrased:
        return phrased(text, dialect)
    for whole in ("import numpy as np", "import scipy.linalg", "from scipy import special"):
        module = whole.split()[1]
        own = dialect.own(module) if dialect.own(module) != module else ""
        text = text.replace(whole, whole.replace(module, own, 1) if own else "")
    return text


def told(case: Case, speaker: Speaker, *, annotated: bool) -> set[str] | None:
    """Prove a case; the names of what was refused, `None` where NumPy's own text is."""
    chance = np.random.default_rng(7)
    inputs = {name: draw(spec, chance) for name, spec in case.inputs.items()}
    text = source(case, inputs, annotated=annotated)
    if speaker.dialect.phrased:  # what is annotated `float` is no array there
        speaker = replace(speaker, arrays_only=not annotated)
    wrt = [name for name, x in inputs.items() if name not in case.fixed and is_real(x)]
    try:
        usual = generate(text, wrt=wrt)
    except GradgenError:
        return None
    try:
        written = generate(spoken(text, speaker), wrt=wrt)
    except UntoldError as error:
        return {f"untold: {error}"}
    except GradgenError as error:
        return {diagnostic.message for diagnostic in error.diagnostics}
    if not runs(spoken(text, speaker), inputs, speaker):
        return {"the function itself does not run"}
    if speaker.dialect.phrased and not means_same(text, spoken(text, speaker), inputs, speaker):
        return {"the function itself is another"}
    assert "numpy" not in written.replace(speaker.module, ""), written
    agree(text, (usual, written), inputs, speaker)
    return set()


def agree(text: str, derived: tuple[str, str], inputs: Mapping[str, Any], speaker: Speaker) -> None:
    """Run both texts on the same inputs: their results are the same, and the inputs unchanged."""
    usual, written = derived
    seeds = upstream(text, usual, inputs)
    ours = run(usual, {**inputs, **seeds}, np.array)
    given = entered({**inputs, **seeds}, speaker)
    theirs = run(written, given, lambda x: x)
    for name, value in [*inputs.items(), *seeds.items()]:
        np.testing.assert_array_equal(speaker.leave(given[name]), np.asarray(value))
    if len(seeds) == 1 and all(np.ndim(seed) == 0 for seed in seeds.values()):
        ours += run(usual, inputs, np.array)
        theirs += run(written, entered(inputs, speaker), lambda x: x)
    for one, other in zip(ours, map(speaker.leave, theirs), strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-7, atol=1e-9, err_msg=written)
        assert np.shape(other) == np.shape(one), written
        is_float = np.issubdtype(np.asarray(one).dtype, np.floating)
        assert np.asarray(other).dtype == np.asarray(one).dtype or not is_float, written


def upstream(text: str, derived: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Random upstream gradients by their names, where the function itself can be run."""
    names = list(inspect.signature(space_of(derived)["f_backward"]).parameters)
    chance = np.random.default_rng(5)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = space_of(text)["f"](**inputs)
    except NameError:
        return {}
    outputs = found if isinstance(found, tuple) else (found,)
    drawn = (np.asarray(chance.normal(size=np.shape(output))) for output in outputs)
    return dict(zip([n for n in names if n not in inputs], drawn, strict=True))


def entered(inputs: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    """The inputs with arrays of the library in the place of NumPy's, and of numbers if need be."""
    kinds = (np.ndarray, float) if speaker.arrays_only else np.ndarray
    return {n: speaker.enter(x) if isinstance(x, kinds) else x for n, x in inputs.items()}


def runs(text: str, inputs: Mapping[str, Any], speaker: Speaker) -> bool:
    """Whether the library computes a function as it was written."""
    space = space_of(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = space["f"](**entered(inputs, speaker))
            for value in found if isinstance(found, tuple) else (found,):
                speaker.leave(value)
        except NameError:
            return True  # what gradgen puts in is not defined here
        except Exception:
            return False
    return True


def means_same(text: str, said: str, inputs: Mapping[str, Any], speaker: Speaker) -> bool:
    """Whether a function gives the same in both libraries, in kind and number."""
    try:
        one = space_of(text)["f"](**copied(inputs))
        other = space_of(said)["f"](**entered(copied(inputs), speaker))
    except NameError:
        return True  # what gradgen puts in is not defined here
    pairs = zip(*(x if isinstance(x, tuple) else (x,) for x in (one, other)), strict=True)
    return all(_is_same(np.asarray(a), np.asarray(speaker.leave(b))) for a, b in pairs)


def _is_same(one: Any, other: Any) -> bool:
    if one.shape != other.shape or one.dtype.kind != other.dtype.kind:
        return False
    is_precise = one.dtype.kind != "f" or one.dtype == other.dtype
    return is_precise and np.allclose(one, other, 1e-7, 1e-9, equal_nan=True)


def copied(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs in memory of their own."""
    return {n: np.array(x) if isinstance(x, np.ndarray) else x for n, x in inputs.items()}


def space_of(text: str) -> dict[str, Any]:
    """What a text defines; annotations are no matter."""
    space: dict[str, Any] = {}
    text = text.replace("from jaxtyping import", "from array_check import")
    exec(compile(text.replace("np.ndarray", "int"), "<text>", "exec"), space)
    return space


def run(text: str, inputs: Mapping[str, Any], enter: Callable[[Any], Any]) -> list[Any]:
    """What the function of a generated text gives."""
    space = space_of(text)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        given = {n: enter(x) if isinstance(x, np.ndarray) else x for n, x in inputs.items()}
        found = space["f_backward"](**given)
    return list(found) if isinstance(found, tuple) else [found]


def has(name: str) -> bool:
    """Whether a library is installed."""
    return importlib.util.find_spec(name) is not None


def cases(step: int, *families: str) -> list[Any]:
    """Some of the cases of families of arrays."""
    return [
        pytest.param(case, id=f"{family}-{case.code.splitlines()[-1]}")
        for family in families
        for case in importlib.import_module(f"array_cases.{family}").CASES[::step]
    ]
