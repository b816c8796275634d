"""Repeating: copies of elements or of whole arrays; going back, the copies add up."""

from gradgen.rules.notation import gate


@gate("copier", "the copies add up", shape="repeated")
def repeat(a, repeats, axis=None, *, grad_out):
    out = repeat(a, repeats, axis=axis)
    grad_a = unrepeated(grad_out, a, repeats, axis)


@gate("copier", "the copies add up", shape="tiled")
def tile(A, reps, *, grad_out):
    out = tile(A, reps)
    grad_A = without_tiles(grad_out, A, reps)


@gate("copier", "the copies add up", shape="resized")
def resize(a, new_shape, *, grad_out):
    out = resize(a, new_shape)
    grad_a = scatter(grad_out, resize(places_of(a), new_shape), a)


@gate("copier", "spread over the copies", shape="like_third")
def untiled(grad, reps, like, *, grad_out):
    out = untiled(grad, reps, like)
    grad_grad = tile(grad_out, reps)
    grad_like = 0
