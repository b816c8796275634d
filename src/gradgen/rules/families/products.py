"""Products of matrices and vectors: each side gets the upstream gradient times the other."""

from gradgen.rules.notation import gate


# For y = x @ w with x: [N, D], w: [D, M]: dx = dy @ w.T and dw = x.T @ dy (Giles, "Collected matrix
# derivative results for forward and reverse mode algorithmic differentiation", 2008, section 2.2.2).
@gate("multiplier", shape="matrix_product")
def matmul(x, y, *, grad_out):
    out = x @ y
    grad_x = to_left_factor(grad_out, x, y)
    grad_y = to_right_factor(grad_out, x, y)


@gate("multiplier", shape="dot_product")
def dot(a, b, *, grad_out):
    out = dot(a, b)
    grad_a = to_left_of_dot(grad_out, a, b)
    grad_b = to_right_of_dot(grad_out, a, b)


@gate("multiplier", shape="inner_product")
def inner(a, b, *, grad_out):
    out = inner(a, b)
    grad_a = to_left_of_inner(grad_out, a, b)
    grad_b = to_right_of_inner(grad_out, a, b)


@gate("multiplier", shape="scalar")
def vdot(a, b, *, grad_out):
    out = vdot(a, b)
    grad_a = in_order_of(grad_out, b, a)
    grad_b = in_order_of(grad_out, a, b)


@gate("multiplier", shape="outer_product")
def outer(a, b, *, grad_out):
    out = outer(a, b)
    grad_a = grad_out @ b
    grad_b = a @ grad_out
