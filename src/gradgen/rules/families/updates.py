"""Arrays that something was added to at an index: what was added reads its gradient there.

They come from `x[i] += y` and `np.add.at(x, i, y)`, of arrays that a function made itself: an
output of gradgen's, read again, has such lines. `x[i] = y` puts something in the place of what was
there.
"""

from gradgen.rules.notation import gate


@gate("copier", "read where it was added", shape="like_first")
def added_at(total, index, part, *, grad_out):
    out = added_at(total, index, part)
    grad_total = grad_out
    grad_part = read_at(grad_out, index, part)
    dot_out = added_there(else_zeros(dot_total, total), index, else_zeros(dot_part, part))


@gate("copier", "read where it was added", shape="like_first")
def summed_at(total, index, part, *, grad_out):
    out = summed_at(total, index, part)
    grad_total = grad_out
    grad_part = unbroadcast(grad_out[index], part)
    dot_out = summed_there(else_zeros(dot_total, total), index, else_zeros(dot_part, part))


@gate("router", "read where it was put", shape="like_first")
def put_at(total, index, part, *, grad_out):
    out = put_at(total, index, part)
    grad_total = put_at(grad_out, index, 0.0)
    grad_part = read_at(grad_out, index, part)
    dot_out = put_at(else_zeros(dot_total, total), index, else_zeros(dot_part, part))


@gate("copier", "back where it was read", shape="unknown")
def last_at(grad, index, *, grad_out):
    out = last_at(grad, index)
    grad_grad = placed(last_only(grad_out, index, grad), index, grad)


@gate("router", "what was put last", shape="like_first")
def last_only(part, index, like, *, grad_out):
    out = last_only(part, index, like)
    grad_part = last_only(grad_out, index, like)
    grad_like = 0
    dot_out = last_only(dot_part, index, like)
