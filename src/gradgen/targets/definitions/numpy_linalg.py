"""What gradients of linear algebra need, for stacks of matrices too.

Each function is copied as it stands into the outputs that need it, as those in `numpy.py` are.
"""

# mypy: ignore-errors

import numpy as np

from gradgen.targets.definitions.numpy import unbroadcast


def in_columns(x, b):
    """`x` as right-hand sides for a solver: each vector as a column, where `b` is a vector."""
    return x[..., None] if np.ndim(b) == 1 else x


def out_of_columns(x, b):
    """The solutions `x` for such right-hand sides: each column as a vector, where `b` is one."""
    return x[..., 0] if np.ndim(b) == 1 else x


def adjoint_solution(grad, a, b):
    """What flows back to `b` of `np.linalg.solve(a, b)`: the solution for `a` transposed."""
    turned = np.swapaxes(a, -1, -2)
    if np.ndim(b) == 1:
        return np.linalg.solve(turned, grad[..., None])[..., 0]
    return np.linalg.solve(turned, grad)


def outer_products(x, y, like):
    """`x @ y.T` in the shape of the matrices `like`; `x` and `y` may be vectors."""
    if np.ndim(x) < np.ndim(like):
        x, y = x[..., None], y[..., None]
    return unbroadcast(x @ np.swapaxes(y, -1, -2), like)


def cofactors(a):
    """The gradient of `np.linalg.det(a)`; of singular matrices, which have no inverse, too."""
    u, s, vh = np.linalg.svd(a)
    others = np.prod(np.where(np.eye(s.shape[-1], dtype=bool), 1, s[..., None, :]), axis=-1)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return (u * (sign[..., None] * others)[..., None, :]) @ vh


def cofactors_derivative(a, step):
    """The derivative of `cofactors(a)` along `step`: from products of all singular values but two.

    It is the gradient too, since the order does not matter in second derivatives.
    """
    u, s, vh = np.linalg.svd(a)
    same = np.eye(s.shape[-1], dtype=bool)
    left_out = same[:, None, :] | same
    pairs = ~same * np.prod(np.where(left_out, 1, s[..., None, None, :]), axis=-1)
    inner = np.swapaxes(u, -1, -2) @ step @ np.swapaxes(vh, -1, -2)
    sums = np.sum(pairs * np.diagonal(inner, axis1=-2, axis2=-1)[..., None, :], axis=-1)
    core = same * sums[..., None] - pairs * np.swapaxes(inner, -1, -2)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return sign[..., None, None] * (u @ core @ vh)


def back_through_svdvals(grad, a):
    """The gradient of `a` in `np.linalg.svdvals(a)`."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return (u * grad[..., None, :]) @ vh


def svdvals_derivative(a, step):
    """The derivative of `np.linalg.svdvals(a)` along `step`."""
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return np.sum(u * (step @ np.swapaxes(vh, -1, -2)), axis=-2)


def slopes_of_norm(x, ord=None, axis=None):
    """The slopes of `np.linalg.norm(x, ord, axis)`; where the largest are equal, they share."""
    if ord in (None, "fro"):
        return direction(x, axis)
    axes = tuple(range(np.ndim(x))) if axis is None else tuple(np.atleast_1d(axis))
    if len(axes) == 1:
        return slopes_of_vector_norm(x, ord, axes[0])
    return np.moveaxis(slopes_of_matrix_norm(np.moveaxis(x, axes, (-2, -1)), ord), (-2, -1), axes)


def direction(x, axis=None):
    """`x` divided by its length along `axis`; zero where `x` is."""
    length = np.sqrt(np.sum(x * x, axis=axis, keepdims=True))
    return x / np.where(length == 0, 1, length)


def slopes_of_vector_norm(x, ord=2, axis=None):
    """The slopes of `np.linalg.vector_norm(x, ord=ord, axis=axis)`."""
    if ord in (None, 2):
        return direction(x, axis)
    size = np.abs(x)
    if ord == 0:
        return np.zeros_like(x)
    if ord in (np.inf, -np.inf):
        extreme, least = (np.max, 0) if ord > 0 else (np.min, np.inf)
        chosen = size == extreme(size, axis=axis, keepdims=True, initial=least)
        chosen = chosen.astype(x.dtype)
        return np.sign(x) * chosen / np.sum(chosen, axis=axis, keepdims=True)
    top = np.max(size, axis=axis, keepdims=True, initial=0)
    part = np.where(x == 0, 1, size) / np.where(top == 0, 1, top)
    powers = np.where(x == 0, 0 if ord > 0 else np.inf, part**ord)
    total = np.sum(powers, axis=axis, keepdims=True)
    return np.sign(x) * part ** (ord - 1) * np.where(total == 0, 1, total) ** (1 / ord - 1)


def slopes_of_matrix_norm(x, ord="fro"):
    """The slopes of `np.linalg.matrix_norm(x, ord=ord)`."""
    if ord == "fro":
        return direction(x, (-2, -1))
    if ord in (1, -1, np.inf, -np.inf):
        sums = np.sum(np.abs(x), axis=-2 if abs(ord) == 1 else -1, keepdims=True)
        extreme, least = (np.max, 0) if ord > 0 else (np.min, np.inf)
        chosen = sums == extreme(sums, axis=(-2, -1), keepdims=True, initial=least)
        chosen = chosen.astype(x.dtype)
        return np.sign(x) * chosen / np.sum(chosen, axis=(-2, -1), keepdims=True)
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    if ord == "nuc":
        chosen = (s > np.finfo(s.dtype).eps * max(x.shape[-2:]) * s[..., :1]).astype(s.dtype)
        return (u * chosen[..., None, :]) @ vh
    chosen = ((s == (s[..., :1] if ord == 2 else s[..., -1:])) & (s > 0)).astype(s.dtype)
    shares = chosen / np.maximum(np.sum(chosen, axis=-1, keepdims=True), 1)
    return (u * shares[..., None, :]) @ vh


def change_of_slopes(x, step, ord=None, axis=None):
    """How `slopes_of_norm(x, ord, axis)` changes along `step`; where it leaps, not at all."""
    if ord in (None, "fro"):
        return change_of_direction(x, step, axis)
    axes = tuple(range(np.ndim(x))) if axis is None else tuple(np.atleast_1d(axis))
    if len(axes) == 1:
        return change_of_vector_slopes(x, step, ord, axes[0])
    last = (-2, -1)
    x, step = np.moveaxis(x, axes, last), np.moveaxis(step, axes, last)
    return np.moveaxis(change_of_matrix_slopes(x, step, ord), last, axes)


def change_of_direction(x, step, axis=None):
    """How `direction(x, axis)` changes along `step`."""
    length = np.sqrt(np.sum(x * x, axis=axis, keepdims=True))
    length = np.where(length == 0, np.inf, length)
    along = np.sum(x / length * step, axis=axis, keepdims=True)
    return (step - x / length * along) / length


def change_of_vector_slopes(x, step, ord=2, axis=None):
    """How `slopes_of_vector_norm(x, ord, axis)` changes along `step`."""
    if ord in (None, 2):
        return change_of_direction(x, step, axis)
    if ord in (0, 1, np.inf, -np.inf):
        return np.zeros_like(x)
    slopes = slopes_of_vector_norm(x, ord, axis)
    along = np.sum(slopes * step, axis=axis, keepdims=True)
    share = np.where(x == 0, 0, slopes / np.where(x == 0, 1, x)) * step
    norm = np.sum(slopes * x, axis=axis, keepdims=True)
    turn = slopes * along / np.where(norm == 0, np.inf, norm)
    return (ord - 1) * (share - turn)


def change_of_matrix_slopes(x, step, ord="fro"):
    """How `slopes_of_matrix_norm(x, ord)` changes along `step`."""
    if ord == "fro":
        return change_of_direction(x, step, (-2, -1))
    if ord not in (2, -2, "nuc"):
        return np.zeros_like(x)
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    ut, v = np.swapaxes(u, -1, -2), np.swapaxes(vh, -1, -2)
    f = np.diagonal(ut @ slopes_of_matrix_norm(x, ord) @ v, axis1=-2, axis2=-1)
    seen = ut @ step @ v
    even, odd = seen + np.swapaxes(seen, -1, -2), seen - np.swapaxes(seen, -1, -2)
    apart, sums = s[..., None] - s[..., None, :], s[..., None] + s[..., None, :]
    even = even * (f[..., None] - f[..., None, :]) / np.where(apart == 0, np.inf, apart)
    odd = odd * (f[..., None] + f[..., None, :]) / np.where(sums == 0, np.inf, sums)
    over = f / np.where(s == 0, np.inf, s)
    left = (step @ v - u @ seen) * over[..., None, :] @ vh
    right = u @ (over[..., None] * (ut @ step - seen @ vh))
    return u @ (even + odd) / 2 @ vh + left + right


def first_axes_last(x, count):
    """`x` with its first `count` axes behind the others."""
    return np.moveaxis(x, range(count), range(-count, 0))


def factor_of_cho_solve(adjoint, x, factor, lower=False):
    """The gradient of the triangular `factor` in `x = cho_solve((factor, lower), b)`."""
    both = outer_products(adjoint, x, factor)
    both = both + np.swapaxes(both, -1, -2)
    return -np.tril(both @ np.tril(factor)) if lower else -np.triu(np.triu(factor) @ both)


def change_of_product(step, factor, lower=False):
    """The change by `step` of the matrix that has the triangular `factor` of `cho_factor`."""
    turned, moved = np.swapaxes(factor, -1, -2), np.swapaxes(step, -1, -2)
    half = np.tril(step) @ np.triu(turned) if lower else np.tril(moved) @ np.triu(factor)
    return half + np.swapaxes(half, -1, -2)


def times_columns(matrices, x):
    """`matrices @ x`; `x` may be vectors."""
    if np.ndim(x) < np.ndim(matrices):
        return (matrices @ x[..., None])[..., 0]
    return matrices @ x
