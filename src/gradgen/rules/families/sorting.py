"""Sorting, searching, counting: the same elements in another order, or whole numbers about them."""

from gradgen.rules.notation import gate


@gate("router", "back to where it came from", shape="cumulated")
def sort(a, axis=-1, kind=None, stable=None, *, grad_out):
    out = sort(a, axis=axis, kind=kind, stable=stable)
    grad_a = unsorted(grad_out, a, axis)
    order = order_of(a, axis)  # the order of a
    dot_out = ordered(dot_a, order, axis)


# Both of a and out are brought in order: which one a partition leaves them in is not told.
@gate("router", "back to where it came from", shape="cumulated")
def partition(a, kth, axis=-1, *, grad_out):
    out = partition(a, kth=kth, axis=axis)
    grad_a = unsorted(sorted_by(grad_out, out, a, axis), a, axis)
    order = order_of(a, axis)  # the order of a
    moved = ordered(dot_a, order, axis)
    dot_out = unsorted(moved, out, axis)


@gate("flat", "an index is whole", shape="cumulated")
def argsort(a, axis=-1, kind=None, stable=None, *, grad_out):
    out = argsort(a, axis=axis, kind=kind, stable=stable)
    grad_a = 0


@gate("flat", "an index is whole", shape="cumulated")
def argpartition(a, kth, axis=-1, *, grad_out):
    out = argpartition(a, kth=kth, axis=axis)
    grad_a = 0


@gate("flat", "an index is whole", shape="unknown")
def lexsort(keys, axis=-1, *, grad_out):
    out = lexsort(keys, axis=axis)
    grad_keys = 0


@gate("flat", "an index is whole", shape="reduced")
def argmax(a, axis=None, keepdims=False, *, grad_out):
    out = argmax(a, axis=axis, keepdims=keepdims)
    grad_a = 0


@gate("flat", "an index is whole", shape="reduced")
def argmin(a, axis=None, keepdims=False, *, grad_out):
    out = argmin(a, axis=axis, keepdims=keepdims)
    grad_a = 0


@gate("flat", "an index is whole", shape="unknown")
def argwhere(a, *, grad_out):
    out = argwhere(a)
    grad_a = 0


@gate("flat", "an index is whole", shape="true_places")
def nonzero(a, *, grad_out):
    out = nonzero(a)
    grad_a = 0


@gate("flat", "an index is whole", shape="unknown")
def flatnonzero(a, *, grad_out):
    out = flatnonzero(a)
    grad_a = 0


@gate("flat", "an index is whole", shape="like_second")
def searchsorted(a, v, side="left", *, grad_out):
    out = searchsorted(a, v=v, side=side)
    grad_a = 0
    grad_v = 0


@gate("flat", "an index is whole", shape="like_first")
def digitize(x, bins, right=False, *, grad_out):
    out = digitize(x, bins=bins, right=right)
    grad_x = 0
    grad_bins = 0


@gate("flat", "a count is whole", shape="unknown")
def bincount(x, minlength=0, *, grad_out):
    out = bincount(x, weights=None, minlength=minlength)
    grad_x = 0


@gate("copier", "back to where it was counted", shape="unknown")
def bincount_with_weights(x, weights, minlength=0, *, grad_out):
    out = bincount(x, weights=weights, minlength=minlength)
    grad_weights = grad_out[x]
