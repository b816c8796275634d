"""What gradients need of PyTorch besides its own functions: tensors in, tensors out.

Each function is copied as it stands into the outputs that need it, in the place of its namesake for
NumPy.
"""

# mypy: ignore-errors

import torch


def unbroadcast(grad, like):
    """Sum `grad` over the dimensions along which `like` was broadcast."""
    shape = getattr(like, "shape", ())
    if getattr(grad, "shape", ()) == shape:
        return grad
    sizes = ((1,) * grad.ndim + tuple(shape))[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return torch.sum(grad, dim=stretched).reshape(shape)


def in_shape_of(grad, like):
    """`grad` in the shape of `like`: repeated where that was summed, and the other way round."""
    if grad.shape == like.shape:
        return grad
    return unbroadcast(grad * torch.ones_like(like), like)


def spread_like(dot, x):
    """`dot` in the shape of `x`, in memory of its own; beside a plain number it stays one."""
    return dot * torch.ones_like(x) if getattr(x, "ndim", 0) else dot * 1.0


def unsqueezed(x, dims):
    """`x` with a dimension of size 1 at each place of `dims`."""
    rank = x.ndim + len(dims)
    for dim in sorted(dim % rank for dim in dims):
        x = torch.unsqueeze(x, dim)
    return x


def taken(x, place, dim):
    """The part of `x` at one place of a dimension, without that dimension."""
    return torch.movedim(x, dim, 0)[place]


def placed(grad, index, like):
    """Zeros in the shape of `like`, with `grad` added at `index`."""
    return summed_at(torch.zeros_like(like, dtype=grad.dtype), index, grad)


def added_at(total, index, part):
    """`total` after `total[index] += part`: of an index that repeats, the last one counts."""
    total = total.clone()
    total[index] += part
    return total


def summed_at(total, index, part):
    """`total` with `part` added at `index`: of an index that repeats, each one counts."""
    places = places_of(total)[index]
    parts = part * torch.ones_like(places)
    flat = torch.ravel(total).index_add(0, torch.ravel(places), torch.ravel(parts))
    return flat.reshape(total.shape)


def put_at(total, index, part):
    """`total` after `total[index] = part`."""
    total = total.clone()
    total[index] = part
    return total


def last_only(part, index, like):
    """`part`, and zero where the same place of `like` is put once more later."""
    places = torch.ravel(places_of(like)[index])
    order = torch.arange(places.numel(), device=places.device)
    last = torch.zeros_like(torch.ravel(like), dtype=torch.long)
    last = last.scatter_reduce(0, places, order, "amax")
    return torch.where(last[places] == order, 1, 0).reshape(part.shape) * part


def last_at(grad, index):
    """`grad[index]`, and zero where the same place comes once more later."""
    return last_only(grad[index], index, grad)


def places_of(like):
    """The elements of `like` numbered, in its shape."""
    return torch.arange(like.numel(), device=like.device).reshape(like.shape)


def places_in(shape):
    """The places of a tensor of that shape, one after another."""
    return [tuple(place) for place in torch.ones(tuple(shape)).nonzero().tolist()]


def scatter(grad, places, like):
    """Zeros in the shape of `like`, with `grad` added at the elements of those numbers."""
    total = torch.zeros_like(torch.ravel(like), dtype=grad.dtype)
    return total.index_add(0, torch.ravel(places), torch.ravel(grad)).reshape(like.shape)


def left_of_matmul(grad, x, y):
    """The gradient of `x` in `x @ y`: `grad @ y.T`, for vectors and stacks of matrices too."""
    if y.ndim == 1:
        return grad[..., None] * y
    rows = grad[..., None, :] if x.ndim == 1 else grad
    back = rows @ y.mT
    return unbroadcast(back[..., 0, :] if x.ndim == 1 and y.ndim == 2 else back, x)


def right_of_matmul(grad, x, y):
    """The gradient of `y` in `x @ y`: `x.T @ grad`, for vectors and stacks of matrices too."""
    if y.ndim < 3:
        leading = list(range(x.ndim - 1))
        return torch.tensordot(x, grad, dims=(leading, leading))
    rows = grad[..., None, :] if x.ndim == 1 else grad
    columns = x[:, None] if x.ndim == 1 else x.mT
    return unbroadcast(columns @ rows, y)
