"""Functions of gradgen's own that gradients call: their gradients, when an output is read again.

They stand in `targets/definitions/`. Those without a rule here are read line by line, where that
can be done, and refused where not.
"""

from gradgen.rules.notation import gate


@gate("copier", "spread back", shape="like_second")
def unbroadcast(grad, like, *, grad_out):
    out = unbroadcast(grad, like=like)
    grad_grad = repeated_like(grad_out, grad)
    grad_like = 0


@gate("copier", "in the shape of grad", shape="unknown")
def with_axes(grad, axis, keepdims=False, *, grad_out):
    out = with_axes(grad, axis=axis, keepdims=keepdims)
    grad_grad = reshape_like(grad_out, grad)


@gate("flat", "a count is whole", shape="scalar")
def count_along(x, axis, *, grad_out):
    out = count_along(x, axis=axis)
    grad_x = 0


@gate("copier", "back in its own shape", shape="unknown")
def aligned(weights, x, axis, *, grad_out):
    out = aligned(weights, x=x, axis=axis)
    grad_weights = reshape_like(grad_out, weights)
    grad_x = 0


@gate("flat", "constant while the order is", shape="quantile_table")
def quantile_weights(x, q, axis=None, *, grad_out):
    out = quantile_weights(x, q=q, axis=axis)
    grad_x = 0


@gate("flat", "constant while the order is", shape="quantile_table")
def nanquantile_weights(x, q, axis=None, *, grad_out):
    out = nanquantile_weights(x, q=q, axis=axis)
    grad_x = 0


@gate("flat", "constant while the order is", shape="like_first")
def leaders(x, axis=0, *, grad_out):
    out = leaders(x, axis=axis)
    grad_x = 0


# The sum of the weights times z is the area under z.
@gate("multiplier", "by the areas under what came back", shape="like_first")
def trapezoid_weights(y, dx=1.0, axis=-1, *, grad_out):
    out = trapezoid_weights(y, dx=dx, axis=axis)
    grad_y = 0
    grad_dx = sum(trapezoid(grad_out, axis=axis))


@gate("multiplier", "by the areas under what came back", shape="like_first")
def weights_between(y, x, axis=-1, *, grad_out):
    out = weights_between(y, x=x, axis=axis)
    grad_y = 0
    grad_x = points_of_area(grad_out, x, axis)


@gate("multiplier", "by areas over what came back", shape="like_third")
def back_to_points(grad, y, x, axis=-1, *, grad_out):
    out = back_to_points(grad, y=y, x=x, axis=axis)
    grad_grad = trapezoid(y, x=grad_out, axis=axis)
    grad_y = expand_dims(grad, axis) * point_weights(y, grad_out, axis)
    grad_x = 0


@gate("function", "shares to the points on both sides", shape="like_third")
def back_through_interp(grad, x, xp, *, grad_out):
    out = back_through_interp(grad, x=x, xp=xp)
    grad_grad = interp(x, xp, grad_out)
    grad_x = grad * slope_between(x, xp, grad_out)
    grad_xp = -to_points(grad * slope_between(x, xp, grad_out), x, xp)
    moved = grad * (dot_x - interp(x, xp, dot_xp))
    dot_out = to_points(dot_grad, x, xp) + slopes_to_points(moved, x, xp)


@gate("copier", "summed where dot was spread", shape="like_second")
def spread_like(dot, x, *, grad_out):
    out = spread_like(dot, x)
    grad_dot = unbroadcast(grad_out, dot)
    grad_x = 0
