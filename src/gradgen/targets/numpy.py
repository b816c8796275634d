"""NumPy, and what of SciPy works on its arrays: which functions there are, and their gates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from gradgen.targets.signatures import names_of
from gradgen.targets.table import Target
from gradgen.targets.types import WHOLE

# Where both have a function of one name, the first of these has the gate.
_MODULES: Final = (
    *("numpy", "numpy.linalg", "numpy.lib.stride_tricks"),
    *("scipy.special", "scipy.linalg"),
)

# Gates whose name is not the function's own.
_RENAMED: Final[Mapping[str, str]] = {
    "abs": "numpy.abs",
    "acos": "numpy.arccos",
    "acosh": "numpy.arccosh",
    "asin": "numpy.arcsin",
    "asinh": "numpy.arcsinh",
    "atan": "numpy.arctan",
    "atan2": "numpy.arctan2",
    "atanh": "numpy.arctanh",
    "max": "numpy.maximum",
    "min": "numpy.minimum",
    "amax": "numpy.max",
    "amin": "numpy.min",
    "around": "numpy.round",
    "modulo": "numpy.mod",
    "lgamma": "scipy.special.gammaln",
    "digamma": "scipy.special.digamma",
    "gamma": "scipy.special.gamma",
    "cbrt": "numpy.cbrt",
    "matrix_diagonal": "numpy.linalg.diagonal",
    "matrix_trace": "numpy.linalg.trace",
    "conj": "numpy.conj",
    "i0": "scipy.special.i0",
    "jv": "scipy.special.jv",
    "yv": "scipy.special.yv",
    "scipy_softmax": "scipy.special.softmax",
    "scipy_log_softmax": "scipy.special.log_softmax",
    "scipy_logsumexp": "scipy.special.logsumexp",
}

# Further names of the same gates, to read only.
_ALIASES: Final[Mapping[str, str]] = {
    "numpy.absolute": "abs",
    "numpy.fabs": "abs",
    "numpy.acos": "acos",
    "numpy.acosh": "acosh",
    "numpy.asin": "asin",
    "numpy.asinh": "asinh",
    "numpy.atan": "atan",
    "numpy.atan2": "atan2",
    "numpy.atanh": "atanh",
    "numpy.amax": "amax",
    "numpy.amin": "amin",
    "numpy.around": "around",
    "numpy.concat": "concatenate",
    "numpy.divide": "divide",
    "numpy.true_divide": "divide",
    "numpy.pow": "power",
    "numpy.float_power": "power",
    "numpy.remainder": "modulo",
    "numpy.deg2rad": "radians",
    "numpy.rad2deg": "degrees",
    "numpy.degrees": "degrees",
    "numpy.permute_dims": "transpose",
    "numpy.linalg.cross": "cross",
    "numpy.linalg.matmul": "matmul",
    "numpy.linalg.outer": "outer",
    "numpy.linalg.tensordot": "tensordot",
    "numpy.linalg.vecdot": "vecdot",
    "numpy.linalg.matrix_transpose": "matrix_transpose",
    "numpy.bitwise_not": "invert",
    "numpy.bitwise_invert": "invert",
    "numpy.asanyarray": "asarray",
    "numpy.ascontiguousarray": "asarray",
    "scipy.special.expit": "sigmoid",
    "scipy.special.psi": "digamma",
    "scipy.special.loggamma": "lgamma",
    "scipy.linalg.cholesky": "cholesky",
    "scipy.linalg.det": "det",
    "scipy.linalg.eigh": "eigh",
    "scipy.linalg.eigvalsh": "eigvalsh",
    "scipy.linalg.inv": "inv",
    "scipy.linalg.lstsq": "lstsq",
    "scipy.linalg.norm": "norm",
    "scipy.linalg.pinv": "pinv",
    "scipy.linalg.qr": "qr",
    "scipy.linalg.solve": "solve",
    "scipy.linalg.svd": "svd",
    "scipy.linalg.svdvals": "svdvals",
    "scipy.special.round": "rint",
    "scipy.special.cbrt": "cbrt",
    "scipy.special.exp2": "exp2",
    "scipy.special.expm1": "expm1",
    "scipy.special.log1p": "log1p",
    "numpy.i0": "i0",
    "scipy.special.sinc": "sinc",
    "scipy.special.jn": "jv",
    "scipy.special.jve": "jv",
    "scipy.special.yve": "yv",
    "numpy.conjugate": "conj",
    "numpy.bitwise_left_shift": "left_shift",
    "numpy.bitwise_right_shift": "right_shift",
    "numpy.fix": "trunc",
    "numpy.row_stack": "vstack",
    "numpy.double": "float64",
    "numpy.single": "float32",
    "numpy.half": "float16",
    "numpy.float128": "longdouble",
    **{f"numpy.{whole}": "integer" for whole in WHOLE},
    "numpy.bool": "bool",
    "numpy.bool_": "bool",
}

# Methods of arrays that are no functions of NumPy's, and their gates.
_METHODS: Final[Mapping[str, str]] = {"flatten": "ravel", "item": "item"}

# Gates whose definition is written in the place of SciPy's function: it needs NumPy alone.
_DEFINED: Final = ("sigmoid", "softplus")

# Attributes of arrays, and their gates.
ATTRIBUTES: Final[Mapping[str, str]] = {
    "T": "transpose",
    "mT": "matrix_transpose",
    "real": "real",
    "imag": "imag",
    "shape": "shape",
    "size": "size",
    "ndim": "ndim",
    "dtype": "dtype",
    "itemsize": "itemsize",
    "nbytes": "nbytes",
}

# Constants, types and whole modules of NumPy and SciPy that may be named.
CONSTANTS: Final[Mapping[str, frozenset[str]]] = {
    "numpy": frozenset(
        (
            *("pi", "e", "inf", "nan", "newaxis", "euler_gamma"),
            *("float16", "float32", "float64", "longdouble", "bool_", "bool", "intp"),
            *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        )
    ),
    "numpy.linalg": frozenset(),
    "numpy.lib": frozenset(),
    "numpy.lib.stride_tricks": frozenset(),
    "numpy.typing": frozenset(),
    "scipy": frozenset(),
    "scipy.special": frozenset(),
    "scipy.linalg": frozenset(),
}

# Names of gates that are known without being defined or imported, where values are arrays.
WELL_KNOWN_ON_ARRAYS: Final[Mapping[str, str]] = {
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "logsumexp": "logsumexp",
}

ROOTS: Final = frozenset(("numpy", "scipy", "jaxtyping"))
"""What a file imports when it works on arrays."""


@cache
def _gates() -> Mapping[str, str]:
    """The gates of all functions, by qualified name."""
    renamed = {qualified: gate for gate, qualified in _RENAMED.items()} | dict(_ALIASES)
    found: dict[str, str] = {}
    taken: set[str] = set(_RENAMED)
    for module in _MODULES:
        for name in names_of(module):
            qualified = f"{module}.{name}"
            gate = renamed.get(qualified, name)
            if qualified not in renamed and gate in taken:
                gate = qualified
            found[qualified] = gate
        taken |= set(found.values())
    return found


def gate_of_function(qualified: str) -> str | None:
    """The gate of a function of NumPy or SciPy, or of a method (`ndarray.sum`)."""
    module, _, name = qualified.rpartition(".")
    if module == "ndarray":
        if name not in names_of("ndarray"):
            return None
        return _METHODS.get(name) or _gates().get(f"numpy.{name}", qualified)
    if module in ("numpy.maximum", "numpy.minimum", "numpy.add", "numpy.multiply"):
        known = name in names_of(module)
        return qualified.removeprefix("numpy.").replace(".", "_") if known else None
    return _gates().get(qualified)


@cache
def numpy_target(*, scalar: bool = False) -> Target:
    """How gates are written on arrays; where all is `scalar`, a choice needs no `np.where`."""
    functions: dict[str, str] = {}
    for qualified, gate in sorted(_gates().items(), key=lambda item: item[0] in _ALIASES):
        functions.setdefault(gate, qualified)
    functions |= {name: f"numpy.{name}" for name in ("pi", "e", "inf", "nan")} | dict(_RENAMED)
    functions |= {**dict.fromkeys(_DEFINED, ""), "len": "builtins.len"}
    operators = {} if scalar else _OPERATORS
    return Target(
        name="numpy",
        functions={gate: qualified for gate, qualified in functions.items() if qualified},
        templates={"where": "y if x else z"} if scalar else {},
        operators=operators,
        definitions="numpy",
    )


# Python's own conditions ask whether a value holds as a whole: on arrays these are functions.
_OPERATORS: Final[Mapping[str, str]] = {
    "where": "numpy.where",
    "logical_and": "numpy.logical_and",
    "logical_or": "numpy.logical_or",
    "logical_not": "numpy.logical_not",
}
