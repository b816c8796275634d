"""Joining: arrays are put together to one; going back, each gets its own part."""

from gradgen.rules.notation import gate


@gate("copier", "its own part", shape="concatenated")
def concatenate(arrays, axis=0, *, grad_out):
    out = concatenate([*arrays], axis=axis)
    grad_arrays = part(grad_out, arrays, axis)


@gate("copier", "its own part", shape="stacked")
def stack(arrays, axis=0, *, grad_out):
    out = stack([*arrays], axis=axis)
    grad_arrays = layer(grad_out, axis)


@gate("copier", "its own part", shape="beside")
def hstack(tup, *, grad_out):
    out = hstack([*tup])
    grad_tup = part_beside(grad_out, tup)


@gate("copier", "its own part", shape="upon")
def vstack(tup, *, grad_out):
    out = vstack([*tup])
    grad_tup = part_upon(grad_out, tup)


@gate("copier", "its own part", shape="behind")
def dstack(tup, *, grad_out):
    out = dstack([*tup])
    grad_tup = part_behind(grad_out, tup)


@gate("copier", "its own part", shape="as_columns")
def column_stack(tup, *, grad_out):
    out = column_stack([*tup])
    grad_tup = part_of_columns(grad_out, tup)


@gate("copier", "its own part", shape="appended")
def append(arr, values, axis=None, *, grad_out):
    out = append(arr, values, axis=axis)
    grad_arr = first_part(grad_out, arr, axis)
    grad_values = last_part(grad_out, arr, values, axis)


@gate("copier", "its own block", shape="in_blocks")
def block(arrays, *, grad_out):
    out = block([[*arrays]])
    grad_arrays = block_of(grad_out, arrays)


@gate("copier", "put together again", shape="like_each")
def parts_beside(grad, arrays, *, grad_parts):
    (*parts,) = parts_beside(grad, [*arrays])
    grad_grad = hstack([*grad_parts])
    grad_arrays = 0


@gate("copier", "put together again", shape="like_each")
def parts_upon(grad, arrays, *, grad_parts):
    (*parts,) = parts_upon(grad, [*arrays])
    grad_grad = vstack([*grad_parts])
    grad_arrays = 0


@gate("copier", "put together again", shape="like_each")
def parts_behind(grad, arrays, *, grad_parts):
    (*parts,) = parts_behind(grad, [*arrays])
    grad_grad = dstack([*grad_parts])
    grad_arrays = 0


@gate("copier", "put together again", shape="like_each")
def parts_of_columns(grad, arrays, *, grad_parts):
    (*parts,) = parts_of_columns(grad, [*arrays])
    grad_grad = column_stack([*grad_parts])
    grad_arrays = 0
