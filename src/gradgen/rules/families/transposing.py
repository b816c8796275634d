"""Axes in another order, or read the other way round; going back, all is turned back."""

from gradgen.rules.notation import gate


@gate("copier", "transposed back", shape="transposed")
def transpose(a, axes=None, *, grad_out):
    out = transpose(a, axes=axes)
    grad_a = transposed_back(grad_out, axes)


@gate("copier", "transposed back", shape="last_two_swapped")
def matrix_transpose(x, *, grad_out):
    out = matrix_transpose(x)
    grad_x = swapped_back(grad_out)


@gate("copier", "swapped back", shape="swapped")
def swapaxes(a, axis1, axis2, *, grad_out):
    out = swapaxes(a, axis1, axis2)
    grad_a = swapaxes(grad_out, axis1, axis2)


@gate("copier", "moved back", shape="moved")
def moveaxis(a, source, destination, *, grad_out):
    out = moveaxis(a, source, destination)
    grad_a = moveaxis(grad_out, destination, source)


@gate("copier", "moved back", shape="rolled")
def rollaxis(a, axis, start=0, *, grad_out):
    out = rollaxis(a, axis, start=start)
    grad_a = rolled_back(grad_out, a, axis, start)


@gate("copier", "flipped back", shape="like_first")
def flip(m, axis=None, *, grad_out):
    out = flip(m, axis=axis)
    grad_m = flipped_back(grad_out, axis)


@gate("copier", "flipped back", shape="like_first")
def fliplr(m, *, grad_out):
    out = fliplr(m)
    grad_m = fliplr(grad_out)


@gate("copier", "flipped back", shape="like_first")
def flipud(m, *, grad_out):
    out = flipud(m)
    grad_m = flipud(grad_out)


@gate("copier", "rolled back", shape="like_first")
def roll(a, shift, axis=None, *, grad_out):
    out = roll(a, shift, axis=axis)
    grad_a = unrolled(grad_out, shift, axis)


@gate("copier", "turned back", shape="turned")
def rot90(m, k=1, axes=(0, 1), *, grad_out):
    out = rot90(m, k=k, axes=axes)
    grad_m = turned_back(grad_out, k, axes)
