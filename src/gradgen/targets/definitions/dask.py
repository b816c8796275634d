"""What gradients need where plain numbers have no shape, as Dask sees it.

Each function is copied as it stands into the outputs that need it, in the place of its namesake for
NumPy; `np` is what Dask's arrays are made with.
"""

# mypy: ignore-errors

import dask.array as np


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = getattr(like, "shape", ())
    if getattr(grad, "shape", ()) == shape:
        return grad
    sizes = ((1,) * grad.ndim + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def spread_like(dot, x):
    """`dot` in the shape of `x`, in memory of its own; beside a plain number it stays one."""
    return dot * np.ones_like(x) if getattr(x, "ndim", 0) else dot * 1.0
