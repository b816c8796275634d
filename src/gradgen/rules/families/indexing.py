"""Indexing: what is read at some places goes back there; what makes indices is flat."""

from gradgen.rules.notation import gate


@gate("copier", "back into place", shape="subscripted")
def index(a, index, *, grad_out):
    out = a[index]
    grad_a = unindexed(grad_out, a, index)


@gate("flat", "places are whole numbers", shape="true_places")
def where_true(condition, *, grad_out):
    out = where(condition)
    grad_condition = 0


@gate("flat", "places are whole numbers", shape="unknown")
def ix_(args, *, grad_out):
    out = ix_(*args)
    grad_args = 0


@gate("flat", "places are whole numbers", shape="index_grid")
def indices(dimensions, dtype=int, sparse=False, *, grad_out):
    out = indices(dimensions, dtype=dtype, sparse=sparse)


@gate("flat", "places are whole numbers", shape="diagonal_places")
def diag_indices(n, ndim=2, *, grad_out):
    out = diag_indices(n, ndim=ndim)


@gate("flat", "places are whole numbers", shape="unknown")
def diag_indices_from(arr, *, grad_out):
    out = diag_indices_from(arr)
    grad_arr = 0


@gate("flat", "places are whole numbers", shape="lower_places")
def tril_indices(n, k=0, m=None, *, grad_out):
    out = tril_indices(n, k=k, m=m)


@gate("flat", "places are whole numbers", shape="upper_places")
def triu_indices(n, k=0, m=None, *, grad_out):
    out = triu_indices(n, k=k, m=m)


@gate("flat", "places are whole numbers", shape="lower_places")
def tril_indices_from(arr, k=0, *, grad_out):
    out = tril_indices_from(arr, k=k)
    grad_arr = 0


@gate("flat", "places are whole numbers", shape="upper_places")
def triu_indices_from(arr, k=0, *, grad_out):
    out = triu_indices_from(arr, k=k)
    grad_arr = 0


@gate("flat", "places are whole numbers", shape="unraveled_places")
def unravel_index(indices, shape, *, grad_out):
    out = unravel_index(indices, shape)


@gate("flat", "places are whole numbers", shape="unknown")
def ravel_multi_index(multi_index, dims, mode="raise", *, grad_out):
    out = ravel_multi_index(multi_index, dims, mode=mode)


# Zeros in the shape of `like`, with `grad` added at `index` (see `targets/definitions/`).
@gate("copier", "read back where it was added", shape="like_third")
def placed(grad, index, like, *, grad_out):
    out = placed(grad, index, like)
    grad_grad = grad_out[index]
    grad_like = 0


@gate("copier", "read back where it was added", shape="like_third")
def scatter(grad, places, like, *, grad_out):
    out = scatter(grad, places, like)
    grad_grad = take(grad_out, places)
    grad_like = 0


# PyTorch's `gather`: along the other axes the index may be smaller (see `targets/definitions/`).
@gate("copier", "back to where it was taken", shape="like_second")
def gather(x, index, axis, *, grad_out):
    out = gather(x, index, axis)
    grad_x = gathered_back(grad_out, index, x, axis)


@gate("copier", "read back where it was added", shape="like_third")
def gathered_back(grad, index, like, axis, *, grad_out):
    out = gathered_back(grad, index, like, axis)
    grad_grad = gather(grad_out, index, axis)
    grad_like = 0


@gate("flat", "places are whole numbers", shape="like_first")
def places_of(like, *, grad_out):
    out = places_of(like)
    grad_like = 0
