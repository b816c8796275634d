"""A stand-in for jaxtyping, whose annotations the samples have: it need not be installed.

Whatever is written behind the name of a type is taken, and nothing is done with it.
"""

import importlib.util
import sys
import types


class _ArrayType:
    def __class_getitem__(cls, _: object) -> type:
        return cls


def install() -> None:
    """Let `from jaxtyping import Float` work where jaxtyping is not installed."""
    if "jaxtyping" not in sys.modules and importlib.util.find_spec("jaxtyping") is None:
        module = types.ModuleType("jaxtyping")
        for name in ("Array", "Float", "Float32", "Int", "Bool"):
            setattr(module, name, type(name, (_ArrayType,), {}))
        sys.modules["jaxtyping"] = module
