"""What gradients need in the words of the array API: no methods, and numbers without a shape.

Each function is copied as it stands into the outputs that need it, in the place of its namesake for
NumPy; `np` is the namespace that arrays are made with.
"""

# mypy: ignore-errors

import array_api_strict as np


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = getattr(like, "shape", ())
    if getattr(grad, "shape", ()) == shape:
        return grad
    sizes = ((1,) * grad.ndim + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.reshape(np.sum(grad, axis=stretched), shape)


def spread_like(dot, x):
    """`dot` in the shape of `x`, in memory of its own; beside a plain number it stays one."""
    if not getattr(x, "ndim", 0):
        return dot * 1.0
    return dot * np.ones_like(x)


def left_of_matmul(grad, x, y):
    """The gradient of `x` in `x @ y`: `grad @ y.T`, for vectors and stacks of matrices too."""
    if y.ndim == 1:
        return grad[..., None] * y
    rows = grad[..., None, :] if x.ndim == 1 else grad
    back = rows @ np.matrix_transpose(y)
    return unbroadcast(back[..., 0, :] if x.ndim == 1 and y.ndim == 2 else back, x)


def right_of_matmul(grad, x, y):
    """The gradient of `y` in `x @ y`: `x.T @ grad`, for vectors and stacks of matrices too."""
    if y.ndim < 3:
        leading = tuple(range(x.ndim - 1))
        return np.tensordot(x, grad, axes=(leading, leading))
    rows = grad[..., None, :] if x.ndim == 1 else grad
    columns = x[:, None] if x.ndim == 1 else np.matrix_transpose(x)
    return unbroadcast(columns @ rows, y)


def cofactors(a):
    """The gradient of `np.linalg.det(a)`; of singular matrices, which have no inverse, too."""
    u, s, vh = np.linalg.svd(a)
    others = np.prod(np.where(np.eye(s.shape[-1]) == 1, 1, s[..., None, :]), axis=-1)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return (u * (sign[..., None] * others)[..., None, :]) @ vh
