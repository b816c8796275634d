"""Compiles and runs every form that `targets/numba.py` says numba knows, and every sample.

python tests/numba_table.py, where numba is installed. It takes a quarter of an hour.
"""

from __future__ import annotations

import itertools
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from cases import samples
from gradgen.diagnostics import GradgenError
from gradgen.targets.numba import Form, known_calls
from numba_running import check_agreement, compiled

_GRID = np.linspace(0.1, 0.9, 12)
_SQUARE = np.array([[2.0, 0.3, 0.1], [0.2, 1.5, 0.4], [0.1, 0.2, 1.8]])
VECTOR, STACK = _GRID[:3].copy(), _GRID.reshape(2, 2, 3).copy()

# What a letter of a form is tried with.
VALUES: dict[str, tuple[Any, ...]] = {
    "E": (0.7, _SQUARE),
    "s": (0.7,),
    "X": (VECTOR, _SQUARE, STACK),
    "v": (VECTOR,),
    "M": (_SQUARE,),
    "T": (STACK,),
    "n": (3,),
    "t": ((2, 3),),
    "R": ((_SQUARE, 2 * _SQUARE),),
}
# What stands in the text itself, since numba has to see it there.
TEXTS: dict[str, tuple[str, ...]] = {
    "k": ("0", "-1"),
    "(k, k)": ("(0, 1)",),
    "d": ("np.float64",),
}
# What is defined between bounds, what wants whole numbers or truth values, and what holds nothing.
_ABOVE_ONE = ("arccosh", "acosh")
_WHOLE = ("operator.&", "operator.|", "operator.^", "operator.~")
_NO_VALUES = (
    "numpy.empty",
    "numpy.empty_like",
    "numpy.ndindex",
    "builtins.slice",
    "builtins.range",
)
_SORTED_AXES = ("(k, k)",)


def main() -> int:
    """The exit code is 1 if a form or a sample is not what the table says."""
    warnings.simplefilter("ignore")
    wrong = [*_wrong_forms(), *_wrong_samples()]
    for text in wrong:
        print(text, file=sys.stderr)
    return int(bool(wrong))


def _wrong_samples() -> Iterator[str]:
    for sample in samples():
        try:
            check_agreement(sample)
        except GradgenError:
            print(f"refused: {sample.name}")
        except Exception as error:
            yield f"{sample.name}: {type(error).__name__}: {error}"
        else:
            print(f"right: {sample.name}")


def _wrong_forms() -> Iterator[str]:
    for name, forms in known_calls().items():
        for form in forms if name not in _NO_VALUES else ():
            for call, values in instances(name, form):
                why = fault(call, values)
                print(f"{'wrong' if why else 'right'}: {call}")
                if why:
                    yield f"{call} of {list(map(np.shape, values.values()))}: {why}"


def instances(name: str, form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    """Calls of a form, and the values of their arguments."""
    letters = [*form.arguments, *(letter for _, letter in form.keywords)]
    for texts in itertools.product(*(TEXTS.get(letter, (letter,)) for letter in letters)):
        held = [n for n, letter in enumerate(letters) if letter in VALUES]
        for values in itertools.product(*(VALUES[letters[n]] for n in held)):
            names = {n: f"a{n}" for n in held}
            given = [names.get(n, text) for n, text in enumerate(texts)]
            keywords = [key for key, _ in form.keywords]
            call = written(name, given[: len(form.arguments)], keywords, given)
            adapted = [_fitting(name, value) for value in values]
            yield call, dict(zip(names.values(), adapted, strict=True))


def _fitting(name: str, value: Any) -> Any:
    bare = name.rpartition(".")[2]
    if bare in _ABOVE_ONE:
        return value + 1.0
    return value > 0.5 if name in _WHOLE else value


def written(name: str, places: list[str], keywords: list[str], given: list[str]) -> str:
    """A call as Python writes it: `np.sum(a0, axis=0)`, `a0.sum()`, `a0 + a1`, `a0.T`."""
    module, _, bare = name.rpartition(".")
    if module == "operator":
        if bare == "if":
            return f"{places[1]} if {places[0]} else {places[2]}"
        return f" {bare} ".join(places) if len(places) == 2 else f"{bare} {places[0]}"
    if module == "attribute":
        return f"{places[0]}.{bare}"
    rest = given[len(places) :]
    arguments = [*places, *(f"{k}={v}" for k, v in zip(keywords, rest, strict=True))]
    if module == "ndarray":
        return f"{arguments[0]}.{bare}({', '.join(arguments[1:])})"
    spelled = {"numpy": "np", "numpy.linalg": "np.linalg", "builtins": ""}.get(module, module)
    return f"{spelled}.{bare}({', '.join(arguments)})".removeprefix(".")


def fault(call: str, values: dict[str, Any]) -> str:
    """Why numba's value of a call is not Python's; empty if it is."""
    text = f"def f({', '.join(values)}):\n    return {call}\n"
    head = 'import math\nimport numpy as np\nfrom numba import njit\n@njit(error_model="numpy")\n'
    plain: dict[str, Any] = {}
    exec(f"import math\nimport numpy as np\n{text}", plain)
    try:
        want = plain["f"](**values)
    except Exception:
        return ""  # no values for Python either
    return _difference(lambda: compiled(head + text)["f"](**values), want)


def _difference(run: Callable[[], Any], want: Any) -> str:
    try:
        got = run()
        pairs = list(zip(got, want, strict=True)) if isinstance(want, tuple) else [(got, want)]
        if call_gives_type(want):
            return "" if got == want else f"{got} for {want}"
        for one, other in pairs:
            assert np.shape(one) == np.shape(other), f"shape {np.shape(one)}"
            np.testing.assert_allclose(one, other, rtol=1e-9, equal_nan=True)
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    return ""


def call_gives_type(value: Any) -> bool:
    """Whether a value is a type of numbers."""
    return isinstance(value, np.dtype)


if __name__ == "__main__":
    sys.exit(main())
