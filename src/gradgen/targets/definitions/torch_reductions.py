"""What gradients need of reductions and running products in PyTorch."""

# mypy: ignore-errors

import torch

from gradgen.targets.definitions.torch import unsqueezed


def with_axes(grad, dim, keepdim=False):
    """`grad` of a reduction over `dim`, with the reduced dimensions back as ones of size 1."""
    if dim is None or keepdim:
        return grad
    return unsqueezed(grad, dim if isinstance(dim, tuple) else (dim,))


def count_along(x, dim):
    """How many elements of `x` a reduction over `dim` puts together."""
    count = 1
    for i in range(x.ndim) if dim is None else dim if isinstance(dim, tuple) else (dim,):
        count *= x.shape[i]
    return count


def product_of_others(x, dim=0):
    """For each element of `x` the product of all others along `dim`, be there zeros or not."""
    rows = torch.movedim(x, dim, 0)
    one = torch.ones_like(rows[:1])
    before = torch.cumprod(torch.cat([one, rows[:-1]]), dim=0)
    behind = torch.cumprod(torch.cat([one, torch.flip(rows[1:], (0,))]), dim=0)
    return torch.movedim(before * torch.flip(behind, (0,)), 0, dim)


def product_of_all_others(x, dim=None):
    """For each element of `x` the product of all others along several dimensions, or all."""
    dims = tuple(range(x.ndim)) if dim is None else dim if isinstance(dim, tuple) else (dim,)
    places = tuple(range(len(dims)))
    front = torch.movedim(x, dims, places)
    rows = torch.reshape(front, (count_along(x, dim), *front.shape[len(dims) :]))
    return torch.movedim(torch.reshape(product_of_others(rows), front.shape), places, dims)


def back_through_cumprod(grad, x, dim=None):
    """The gradient of `x` in `torch.cumprod(x, dim)`, be there zeros or not."""
    rows = torch.reshape(x, (1, -1)) if dim is None else torch.movedim(x, dim, -1)
    grad = torch.reshape(grad, (1, -1)) if dim is None else torch.movedim(grad, dim, -1)
    is_zero = rows == 0
    is_first = is_zero & (torch.cumsum(is_zero, dim=-1) == 1)
    # At the first zero the products go on as if it were 1; elsewhere it makes them 0.
    filled = torch.where(is_first, 1, rows)
    at_first = summed_from_end(grad * torch.cumprod(filled, dim=-1))
    others = summed_from_end(grad * torch.cumprod(rows, dim=-1))
    back = torch.where(is_first, at_first, others / torch.where(is_zero, 1, rows))
    return torch.reshape(back, x.shape) if dim is None else torch.movedim(back, -1, dim)


def summed_from_end(rows):
    """For each element the sum of it and of all that follow in its row."""
    return torch.flip(torch.cumsum(torch.flip(rows, (-1,)), dim=-1), (-1,))


def back_through_diff(grad, x, n=1, dim=-1):
    """The gradient of `x` in `torch.diff(x, n, dim)`: differences of `grad`, with zeros around."""
    rows = torch.movedim(x, dim, -1)
    ends = torch.zeros_like(rows[..., :1]).repeat_interleave(n, dim=-1)
    wide = torch.cat([ends, torch.movedim(grad, dim, -1), ends], dim=-1)
    back = (-1) ** n * torch.diff(wide, n)
    return torch.movedim(back[..., : rows.shape[-1]], -1, dim)


def direction(x, dim=None):
    """The vectors that make up `x`, each of length 1; zero where the length is 0."""
    length = torch.sqrt(torch.sum(x * x, dim=dim, keepdim=True))
    return x / torch.where(length == 0, 1, length)


def slopes_of_norm(x, ord=None, dim=None):
    """The slopes of `torch.linalg.norm(x, ord, dim)`; where the largest are equal, they share."""
    if ord in (None, "fro"):
        return direction(x, dim)
    dims = tuple(range(x.ndim)) if dim is None else dim if isinstance(dim, tuple) else (dim,)
    if len(dims) == 1:
        return slopes_of_vector_norm(x, ord, dims[0])
    turned = slopes_of_matrix_norm(torch.movedim(x, dims, (-2, -1)), ord)
    return torch.movedim(turned, (-2, -1), dims)


def slopes_of_vector_norm(x, ord=2, dim=None):
    """The slopes of `torch.linalg.vector_norm(x, ord=ord, dim=dim)`."""
    if ord in (None, 2):
        return direction(x, dim)
    size = torch.abs(x)
    if ord == 0:
        return torch.zeros_like(x)
    dims = tuple(range(x.ndim)) if dim is None else dim
    if abs(ord) == float("inf"):
        extreme = torch.amax if ord > 0 else torch.amin
        chosen = (size == extreme(size, dim=dims, keepdim=True)).to(x.dtype)
        return torch.sign(x) * chosen / torch.sum(chosen, dim=dims, keepdim=True)
    top = torch.amax(size, dim=dims, keepdim=True)
    part = torch.where(x == 0, 1, size) / torch.where(top == 0, 1, top)
    powers = torch.where(x == 0, 0 if ord > 0 else float("inf"), part**ord)
    total = torch.sum(powers, dim=dims, keepdim=True)
    return torch.sign(x) * part ** (ord - 1) * torch.where(total == 0, 1, total) ** (1 / ord - 1)


def slopes_of_matrix_norm(x, ord="fro"):
    """The slopes of `torch.linalg.matrix_norm(x, ord=ord)`."""
    if ord == "fro":
        return direction(x, (-2, -1))
    if ord in (1, -1, float("inf"), -float("inf")):
        sums = torch.sum(torch.abs(x), dim=-2 if abs(ord) == 1 else -1, keepdim=True)
        extreme = torch.amax if ord > 0 else torch.amin
        chosen = (sums == extreme(sums, dim=(-2, -1), keepdim=True)).to(x.dtype)
        return torch.sign(x) * chosen / torch.sum(chosen, dim=(-2, -1), keepdim=True)
    u, s, vh = torch.linalg.svd(x, full_matrices=False)
    if ord == "nuc":
        chosen = (s > torch.finfo(s.dtype).eps * max(x.shape[-2:]) * s[..., :1]).to(s.dtype)
        return (u * chosen[..., None, :]) @ vh
    chosen = ((s == (s[..., :1] if ord == 2 else s[..., -1:])) & (s > 0)).to(s.dtype)
    shares = chosen / torch.clamp(torch.sum(chosen, dim=-1, keepdim=True), min=1)
    return (u * shares[..., None, :]) @ vh
