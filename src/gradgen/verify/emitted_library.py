"""How arrays enter another library than NumPy in a test file, and leave it again: text for each."""

from __future__ import annotations

from typing import Final, NamedTuple

from gradgen.ir.program import Program
from gradgen.targets.dialects import dialect_named

CROSSING: Final = '''
def enter(value):
    """A value with arrays of {title} in the place of NumPy's."""
    match value:
        case dict():
            return {{name: enter(each) for name, each in value.items()}}
        case list():
            return [enter(each) for each in value]
        case np.ndarray() | np.generic():
            return {enter}
    return value


def leave(value):
    """A value with NumPy's arrays in the place of those of {title}."""
    match value:
        case dict():
            return {{name: leave(each) for name, each in value.items()}}
        case list():
            return [leave(each) for each in value]
        case tuple():
            return tuple(leave(each) for each in value)
        case {own}:
            return {leave}[()]
    return value
'''

IN_DOUBLE: Final = '''
def in_double(at):
    """Inputs in double precision, which differences need; some libraries take one for all."""
    return {
        name: value.astype(float) if is_float_array(value) else value for name, value in at.items()
    }
'''

RANDOM_NUMBER: Final = """\
    if isinstance(value, np.floating):
        return type(value)(found)
"""


class EmittedLibrary(NamedTuple):
    """A library in a test: what is imported of it under which name, and the text that enters it.

    `own` is a pattern of its arrays, `settings` a statement that comes before all. One that `boxes`
    takes no plain numbers in the place of arrays.
    """

    title: str
    imports: tuple[str, ...]
    name: str
    enter: str
    own: str
    leave: str = "np.asarray(value)"
    settings: str = ""
    boxes: bool = False

    def crossing(self) -> str:
        """The functions with which values enter and leave."""
        return CROSSING.format(**self._asdict())


LIBRARIES: Final = {
    "jax.numpy": EmittedLibrary(
        title="JAX",
        imports=("import jax", "import jax.numpy as jnp"),
        name="jnp",
        enter="jnp.asarray(value)",
        own="jax.Array()",
        settings='jax.config.update("jax_enable_x64", True)',
    ),
    "cupy": EmittedLibrary(
        title="CuPy",
        imports=("import cupy as cp",),
        name="cp",
        enter="cp.asarray(value)",
        own="cp.ndarray()",
        leave="cp.asnumpy(value)",
        boxes=True,
    ),
    "dask.array": EmittedLibrary(
        title="Dask",
        imports=("import dask.array as da",),
        name="da",
        enter="da.from_array(value, chunks=tuple(max(1, -(-n // 2)) for n in value.shape))",
        own="da.Array()",
        leave="np.asarray(value.compute())",
    ),
    "array_api_strict": EmittedLibrary(
        title="the array API",
        imports=("import array_api_strict as xp",),
        name="xp",
        enter="xp.asarray(value)",
        own='_ if hasattr(value, "__array_namespace__")',
        boxes=True,
    ),
    "torch": EmittedLibrary(
        title="PyTorch",
        imports=("import torch",),
        name="torch",
        enter="torch.as_tensor(value)",
        own="torch.Tensor()",
        leave="value.detach().cpu().numpy()",
        settings="torch.set_default_dtype(torch.float64)",
        boxes=True,
    ),
}


"""By the module that has the arrays, as those that `--verify` runs."""


def emitted_library_of(program: Program) -> EmittedLibrary | None:
    """The library that a test runs in; None for NumPy, whose a namespace is in a test.

    Which libraries are installed makes no difference to a text.
    """
    dialect = dialect_named(program.dialect)
    if dialect is None or program.namespaces:
        return None
    return LIBRARIES[dialect.own("numpy")]
