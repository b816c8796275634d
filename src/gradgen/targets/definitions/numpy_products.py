"""What gradients of products of arrays need, whatever the numbers of dimensions.

Each function is copied as it stands into the outputs that need it, as those in `numpy.py` are.
"""

# mypy: ignore-errors

import numpy as np

from gradgen.targets.definitions.numpy import unbroadcast


def in_shape_of(grad, like):
    """`grad` in the shape of `like`: repeated where that was summed, and the other way round."""
    if np.shape(grad) == np.shape(like):
        return grad
    return unbroadcast(grad * np.ones_like(like), like)


def left_of_matmul(grad, x, y):
    """The gradient of `x` in `x @ y`: `grad @ y.T`, for vectors and stacks of matrices too."""
    if np.ndim(y) == 1:
        return np.multiply.outer(grad, y)
    if np.ndim(y) == 2:
        return grad @ np.transpose(y)
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(rows @ np.swapaxes(y, -1, -2), x)


def right_of_matmul(grad, x, y):
    """The gradient of `y` in `x @ y`: `x.T @ grad`, for vectors and stacks of matrices too."""
    if np.ndim(y) < 3:
        leading = tuple(range(np.ndim(x) - 1))
        return np.tensordot(x, grad, (leading, leading))
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(np.swapaxes(np.atleast_2d(x), -1, -2) @ rows, y)


def left_of_dot(grad, a, b):
    """The gradient of `a` in `np.dot(a, b)`, for any numbers of dimensions."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(grad * b, a)
    turned = np.swapaxes(b, -1, -2) if np.ndim(b) > 1 else b
    return np.tensordot(grad, turned, np.ndim(b) - 1)


def right_of_dot(grad, a, b):
    """The gradient of `b` in `np.dot(a, b)`, for any numbers of dimensions."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(grad * a, b)
    leading = tuple(range(np.ndim(a) - 1))
    product = np.tensordot(a, grad, (leading, leading))
    return np.moveaxis(product, 0, -2) if np.ndim(b) > 1 else product


def left_of_inner(grad, a, b):
    """The gradient of `a` in `np.inner(a, b)`, for any numbers of dimensions."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(grad * b, a)
    return np.tensordot(grad, b, np.ndim(b) - 1)


def right_of_inner(grad, a, b):
    """The gradient of `b` in `np.inner(a, b)`, for any numbers of dimensions."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(grad * a, b)
    leading = tuple(range(np.ndim(a) - 1))
    return np.tensordot(grad, a, (leading, leading))


def summed_axes(a, b, axes):
    """The axes of `a` and of `b` that `np.tensordot(a, b, axes)` sums over."""
    if np.ndim(axes) == 0:
        return list(range(np.ndim(a) - axes, np.ndim(a))), list(range(axes))
    of_a, of_b = (np.atleast_1d(part) for part in axes)
    return [i % np.ndim(a) for i in of_a], [i % np.ndim(b) for i in of_b]


def left_of_tensordot(grad, a, b, axes=2):
    """The gradient of `a` in `np.tensordot(a, b, axes)`."""
    of_a, of_b = summed_axes(a, b, axes)
    rest_of_a = [i for i in range(np.ndim(a)) if i not in of_a]
    rest_of_b = [i for i in range(np.ndim(b)) if i not in of_b]
    back = np.tensordot(grad, b, (range(len(rest_of_a), np.ndim(grad)), rest_of_b))
    order = rest_of_a + [of_a[i] for i in np.argsort(of_b)]
    return np.transpose(back, np.argsort(order))


def right_of_tensordot(grad, a, b, axes=2):
    """The gradient of `b` in `np.tensordot(a, b, axes)`."""
    of_a, of_b = summed_axes(a, b, axes)
    rest_of_a = [i for i in range(np.ndim(a)) if i not in of_a]
    rest_of_b = [i for i in range(np.ndim(b)) if i not in of_b]
    back = np.tensordot(a, grad, (rest_of_a, range(len(rest_of_a))))
    order = [of_b[i] for i in np.argsort(of_a)] + rest_of_b
    return np.transpose(back, np.argsort(order))


def blocks_of_kron(grad, a, b):
    """`grad` of `np.kron(a, b)` with an axis for each axis of `a` and of `b`, in turns."""
    rank = max(np.ndim(a), np.ndim(b))
    of_a = (1,) * (rank - np.ndim(a)) + np.shape(a)
    of_b = (1,) * (rank - np.ndim(b)) + np.shape(b)
    return np.reshape(grad, [size for pair in zip(of_a, of_b, strict=True) for size in pair])


def left_of_kron(blocks, a, b):
    """The gradient of `a` in `np.kron(a, b)`, from the upstream gradient in blocks."""
    inner = tuple(range(1, np.ndim(blocks), 2))
    whole = np.reshape(b, [np.shape(blocks)[axis] for axis in inner])
    return np.tensordot(blocks, whole, (inner, range(len(inner)))).reshape(np.shape(a))


def right_of_kron(blocks, a, b):
    """The gradient of `b` in `np.kron(a, b)`, from the upstream gradient in blocks."""
    outer = tuple(range(0, np.ndim(blocks), 2))
    whole = np.reshape(a, [np.shape(blocks)[axis] for axis in outer])
    return np.tensordot(whole, blocks, (range(len(outer)), outer)).reshape(np.shape(b))


def factor_of_multi_dot(grad, arrays, index):
    """The gradient of `arrays[index]` in `np.linalg.multi_dot(arrays)`."""
    first, *inner, last = arrays
    column = last[:, None] if np.ndim(last) == 1 else last
    matrices = [np.atleast_2d(first), *inner, column]
    grad = np.asarray(grad, dtype=np.result_type(grad, first))
    back = np.reshape(grad, (matrices[0].shape[0], column.shape[1]))
    for matrix in matrices[:index]:
        back = matrix.T @ back
    for matrix in reversed(matrices[index + 1 :]):
        back = back @ matrix.T
    return back.reshape(np.shape(arrays[index]))


def matrix_power_derivative(a, step, n):
    """The derivative of `np.linalg.matrix_power(a, n)` along `step`."""
    base = a if n >= 0 else np.linalg.inv(a)
    total = np.zeros_like(a)
    for _ in range(abs(n)):
        total = base @ total + step
        step = step @ base
    return total if n >= 0 else -base @ total @ base


def diagonal_block(grad, arrays, index):
    """The gradient of `arrays[index]` in `block_diag(*arrays)`."""
    whole = [np.atleast_2d(array) for array in arrays]
    top = sum(array.shape[-2] for array in whole[:index])
    left = sum(array.shape[-1] for array in whole[:index])
    rows, columns = whole[index].shape[-2:]
    block = grad[..., top : top + rows, left : left + columns]
    return unbroadcast(block, whole[index]).reshape(np.shape(arrays[index]))


def column_of_toeplitz(grad, c):
    """The gradient of the first column `c` in `toeplitz(c, r)`."""
    sums = [np.trace(grad, -k, -2, -1) for k in range(np.shape(c)[-1])]
    return unbroadcast(np.stack(sums, axis=-1), c) if sums else np.zeros_like(c)


def row_of_toeplitz(grad, r):
    """The gradient of the first row `r` in `toeplitz(c, r)`, which ignores `r[0]`."""
    sums = [np.trace(grad, k, -2, -1) * min(k, 1) for k in range(np.shape(r)[-1])]
    return unbroadcast(np.stack(sums, axis=-1), r) if sums else np.zeros_like(r)
