"""Margins around arrays: constants, or copies of elements, which add up going back."""

from gradgen.rules.notation import gate


@gate("copier", "without the margins", shape="padded")
def pad(array, pad_width, constant_values=0, *, grad_out):
    out = pad(array, pad_width, mode="constant", constant_values=constant_values)
    grad_array = inside(grad_out, array, pad_width)
    grad_constant_values = outside(grad_out, array, pad_width, constant_values)


@gate("copier", "the copies in the margins add up", shape="padded")
def pad_edge(array, pad_width, *, grad_out):
    out = pad(array, pad_width, mode="edge")
    grad_array = scatter(grad_out, pad(places_of(array), pad_width, "edge"), array)


@gate("copier", "the copies in the margins add up", shape="padded")
def pad_reflect(array, pad_width, *, grad_out):
    out = pad(array, pad_width, mode="reflect")
    grad_array = scatter(grad_out, pad(places_of(array), pad_width, "reflect"), array)


@gate("copier", "the copies in the margins add up", shape="padded")
def pad_symmetric(array, pad_width, *, grad_out):
    out = pad(array, pad_width, mode="symmetric")
    grad_array = scatter(grad_out, pad(places_of(array), pad_width, "symmetric"), array)


@gate("copier", "the copies in the margins add up", shape="padded")
def pad_wrap(array, pad_width, *, grad_out):
    out = pad(array, pad_width, mode="wrap")
    grad_array = scatter(grad_out, pad(places_of(array), pad_width, "wrap"), array)


@gate("copier", "with margins of zeros", shape="like_third")
def unpadded(grad, width, like, *, grad_out):
    out = unpadded(grad, width, like)
    grad_grad = pad(grad_out, width)
    grad_like = 0
