"""Layout: the same elements in another order or shape; going back, they return to their places."""

from gradgen.rules.notation import gate


@gate("copier", "transposed back", shape="transposed")
def transpose(a, axes=None, *, grad_out):
    out = transpose(a, axes=axes)
    grad_a = transposed_back(grad_out, axes)


@gate("copier", "shaped like a", shape="reshaped")
def reshape(a, shape, *, grad_out):
    out = reshape(a, shape=shape)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "in the shape of a", shape="unknown")
def ravel(a, *, grad_out):
    out = ravel(a)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "in the shape of a", shape="expanded")
def expand_dims(a, axis, *, grad_out):
    out = expand_dims(a, axis=axis)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "in the shape of a", shape="unknown")
def squeeze(a, axis=None, *, grad_out):
    out = squeeze(a, axis=axis)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "back into place", shape="subscripted")
def index(a, index, *, grad_out):
    out = a[index]
    grad_a = unindexed(grad_out, a, index)


@gate("flat", "a size is whole", shape="vector_of_shape")
def shape(a, *, grad_out):
    out = shape(a)
    grad_a = 0


@gate("flat", "a size is whole", shape="scalar")
def size(a, *, grad_out):
    out = size(a)
    grad_a = 0


@gate("flat", "a size is whole", shape="scalar")
def ndim(a, *, grad_out):
    out = ndim(a)
    grad_a = 0


@gate("flat", "a size is whole", shape="scalar")
def len(a, *, grad_out):
    out = len(a)
    grad_a = 0


@gate("copier", "spread back: the sum over what was repeated", shape="given_shape")
def broadcast_to(array, shape, *, grad_out):
    out = broadcast_to(array, shape=shape)
    grad_array = summed_to(grad_out, array, shape)


@gate("copier", shape="like_first")
def copy(a, *, grad_out):
    out = copy(a)
    grad_a = grad_out
