"""Layout: the same elements in another shape; going back, they are in the old one again."""

from gradgen.rules.notation import gate


@gate("copier", "arranged like a", shape="reshaped")
def reshape(a, shape, *, grad_out):
    out = reshape(a, shape=shape)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "arranged like a", shape="flattened")
def ravel(a, *, grad_out):
    out = ravel(a)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "arranged like a", shape="expanded")
def expand_dims(a, axis, *, grad_out):
    out = expand_dims(a, axis=axis)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "arranged like a", shape="squeezed")
def squeeze(a, axis=None, *, grad_out):
    out = squeeze(a, axis=axis)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "arranged like x", shape="at_least_1d")
def atleast_1d(x, *, grad_out):
    out = atleast_1d([x])
    grad_x = reshape_like(grad_out, x)


@gate("copier", "each arranged as it was", shape="each_at_least_1d")
def each_atleast_1d(arys, *, grad_parts):
    (*parts,) = atleast_1d(*arys)
    grad_arys = own_arrangement([*grad_parts], arys, 1)


@gate("copier", "arranged like x", shape="at_least_2d")
def atleast_2d(x, *, grad_out):
    out = atleast_2d([x])
    grad_x = reshape_like(grad_out, x)


@gate("copier", "each arranged as it was", shape="each_at_least_2d")
def each_atleast_2d(arys, *, grad_parts):
    (*parts,) = atleast_2d(*arys)
    grad_arys = own_arrangement([*grad_parts], arys, 2)


@gate("copier", "arranged like x", shape="at_least_3d")
def atleast_3d(x, *, grad_out):
    out = atleast_3d([x])
    grad_x = reshape_like(grad_out, x)


@gate("copier", "each arranged as it was", shape="each_at_least_3d")
def each_atleast_3d(arys, *, grad_parts):
    (*parts,) = atleast_3d(*arys)
    grad_arys = own_arrangement([*grad_parts], arys, 3)


@gate("copier", shape="like_first")
def copy(a, *, grad_out):
    out = copy(a)
    grad_a = grad_out


@gate("copier", shape="like_first")
def real(val, *, grad_out):
    out = real(val)
    grad_val = grad_out


@gate("flat", "real numbers have no imaginary part", shape="like_first")
def imag(val, *, grad_out):
    out = imag(val)
    grad_val = 0
