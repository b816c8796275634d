"""What gradients need of products, of matrices and of joined tensors in PyTorch."""

# mypy: ignore-errors

import torch

from gradgen.targets.definitions.torch import places_of, scatter, unbroadcast


def summed_axes(a, b, axes):
    """The dimensions of `a` and of `b` that `torch.tensordot(a, b, axes)` sums over."""
    if isinstance(axes, int):
        return list(range(a.ndim - axes, a.ndim)), list(range(axes))
    of_a, of_b = ([part] if isinstance(part, int) else part for part in axes)
    return [i % a.ndim for i in of_a], [i % b.ndim for i in of_b]


def left_of_tensordot(grad, a, b, axes=2):
    """The gradient of `a` in `torch.tensordot(a, b, axes)`."""
    of_a, of_b = summed_axes(a, b, axes)
    rest_of_a = [i for i in range(a.ndim) if i not in of_a]
    rest_of_b = [i for i in range(b.ndim) if i not in of_b]
    joined = list(range(len(rest_of_a), grad.ndim))
    back = torch.tensordot(grad, b, dims=(joined, rest_of_b))
    order = rest_of_a + [of_a[i] for i in sorted(range(len(of_b)), key=of_b.__getitem__)]
    return torch.movedim(back, tuple(range(len(order))), tuple(order))


def right_of_tensordot(grad, a, b, axes=2):
    """The gradient of `b` in `torch.tensordot(a, b, axes)`."""
    of_a, of_b = summed_axes(a, b, axes)
    rest_of_a = [i for i in range(a.ndim) if i not in of_a]
    rest_of_b = [i for i in range(b.ndim) if i not in of_b]
    back = torch.tensordot(a, grad, dims=(rest_of_a, list(range(len(rest_of_a)))))
    order = [of_b[i] for i in sorted(range(len(of_a)), key=of_a.__getitem__)] + rest_of_b
    return torch.movedim(back, tuple(range(len(order))), tuple(order))


def left_of_inner(grad, a, b):
    """The gradient of `a` in `torch.inner(a, b)`, for any numbers of dimensions."""
    if a.ndim == 0 or b.ndim == 0:
        return unbroadcast(grad * b, a)
    return torch.tensordot(grad, b, dims=b.ndim - 1)


def right_of_inner(grad, a, b):
    """The gradient of `b` in `torch.inner(a, b)`, for any numbers of dimensions."""
    if a.ndim == 0 or b.ndim == 0:
        return unbroadcast(grad * a, b)
    leading = list(range(a.ndim - 1))
    return torch.tensordot(grad, a, dims=(leading, leading))


def factor_of_multi_dot(grad, arrays, index):
    """The gradient of `arrays[index]` in `torch.linalg.multi_dot(arrays)`."""
    first, *inner, last = arrays
    column = last[:, None] if last.ndim == 1 else last
    matrices = [torch.atleast_2d(first), *inner, column]
    back = torch.reshape(grad, (matrices[0].shape[0], column.shape[1]))
    for matrix in matrices[:index]:
        back = matrix.T @ back
    for matrix in reversed(matrices[index + 1 :]):
        back = back @ matrix.T
    return back.reshape(arrays[index].shape)


def matrix_power_derivative(a, step, n):
    """The derivative of `torch.linalg.matrix_power(a, n)` along `step`."""
    base = a if n >= 0 else torch.linalg.inv(a)
    total = torch.zeros_like(a)
    for _ in range(abs(n)):
        total = base @ total + step
        step = step @ base
    return total if n >= 0 else -base @ total @ base


def cofactors(a):
    """The gradient of `torch.linalg.det(a)`; of singular matrices, which have no inverse, too."""
    u, s, vh = torch.linalg.svd(a)
    diagonal = torch.eye(s.shape[-1], dtype=torch.bool, device=s.device)
    others = torch.prod(torch.where(diagonal, 1, s[..., None, :]), dim=-1)
    sign = torch.linalg.det(u) * torch.linalg.det(vh)
    return (u * (sign[..., None] * others)[..., None, :]) @ vh


def in_columns(x, b):
    """`x` as right-hand sides for a solver: each vector as a column, where `b` is a vector."""
    return x[..., None] if b.ndim == 1 else x


def out_of_columns(x, b):
    """The solutions `x` for such right-hand sides: each column as a vector, where `b` is one."""
    return x[..., 0] if b.ndim == 1 else x


def adjoint_solution(grad, a, b):
    """What flows back to `b` of `torch.linalg.solve(a, b)`: the solution for `a` transposed."""
    if b.ndim == 1:
        return torch.linalg.solve(a.mT, grad[..., None])[..., 0]
    return torch.linalg.solve(a.mT, grad)


def outer_products(x, y, like):
    """`x @ y.T` in the shape of the matrices `like`; `x` and `y` may be vectors."""
    if x.ndim < like.ndim:
        x, y = x[..., None], y[..., None]
    return unbroadcast(x @ y.mT, like)


def times_columns(matrices, x):
    """`matrices @ x`; `x` may be vectors."""
    if x.ndim < matrices.ndim:
        return (matrices @ x[..., None])[..., 0]
    return matrices @ x


def parts_beside(grad, arrays):
    """The parts of `grad` that belong to the tensors of `torch.hstack(arrays)`."""
    dim = min(grad.ndim - 1, 1)
    parts = torch.split(grad, [torch.atleast_1d(array).shape[dim] for array in arrays], dim=dim)
    return [part.reshape(array.shape) for part, array in zip(parts, arrays, strict=True)]


def parts_upon(grad, arrays):
    """The parts of `grad` that belong to the tensors of `torch.vstack(arrays)`."""
    parts = torch.split(grad, [len(torch.atleast_2d(array)) for array in arrays])
    return [part.reshape(array.shape) for part, array in zip(parts, arrays, strict=True)]


def parts_of_columns(grad, arrays):
    """The parts of `grad` that belong to the tensors of `torch.column_stack(arrays)`."""
    parts = torch.split(grad, [torch.column_stack([array]).shape[1] for array in arrays], dim=1)
    return [part.reshape(array.shape) for part, array in zip(parts, arrays, strict=True)]


def untiled(grad, reps, like):
    """The sum over all the copies of `like` that `torch.tile(like, reps)` makes."""
    reps = [reps] if isinstance(reps, int) else list(reps)
    rank = max(like.ndim, len(reps))
    counts = [1] * (rank - len(reps)) + reps
    sizes = [1] * (rank - like.ndim) + list(like.shape)
    blocks = grad.reshape([size for pair in zip(counts, sizes, strict=True) for size in pair])
    return blocks.sum(dim=tuple(range(0, 2 * rank, 2))).reshape(like.shape)


def diagonal_back(grad, k, like):
    """The gradient of `like` in `torch.diag(like, k)`, be it a row or a matrix."""
    if like.ndim == 1:
        return torch.diagonal(grad, k).clone()
    return scatter(grad, torch.diagonal(places_of(like), k), like)


def trace_back(grad, like, offset=0, dim1=0, dim2=1):
    """The gradient of `like` in the sum of a diagonal: `grad` all along it."""
    places = torch.diagonal(places_of(like), offset, dim1, dim2)
    return scatter(grad[..., None] * torch.ones_like(places), places, like)
