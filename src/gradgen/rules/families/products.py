"""Products of matrices and vectors: each side gets the upstream gradient times the other."""

from gradgen.rules.notation import gate


# For y = x @ w with x: [N, D], w: [D, M]: dx = dy @ w.T and dw = x.T @ dy (Giles, "Collected
# matrix derivative results for forward and reverse mode algorithmic differentiation", 2008,
# section 2.2.2).
@gate("multiplier", shape="matrix_product")
def matmul(x1, x2, *, grad_out):
    out = x1 @ x2
    grad_x1 = to_left_factor(grad_out, x1, x2)
    grad_x2 = to_right_factor(grad_out, x1, x2)


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
    grad_a = to_left_of_outer(grad_out, a, b)
    grad_b = to_right_of_outer(grad_out, a, b)


@gate("multiplier", shape="products_of_vectors")
def vecdot(x1, x2, axis=-1, *, grad_out):
    out = vecdot(x1, x2, axis=axis)
    grad_x1 = to_factor_of_vecdot(grad_out, x1, x2, axis)
    grad_x2 = to_factor_of_vecdot(grad_out, x2, x1, axis)


@gate("multiplier", shape="matrices_by_vectors")
def matvec(x1, x2, *, grad_out):
    out = matvec(x1, x2)
    grad_x1 = to_matrix(grad_out, x2, x1)
    grad_x2 = to_vector(vecmat(grad_out, x1), x2, x1)


@gate("multiplier", shape="vectors_by_matrices")
def vecmat(x1, x2, *, grad_out):
    out = vecmat(x1, x2)
    grad_x1 = to_vector(matvec(x2, grad_out), x1, x2)
    grad_x2 = to_matrix(x1, grad_out, x2)


@gate("multiplier", shape="tensor_product")
def tensordot(a, b, axes=2, *, grad_out):
    out = tensordot(a, b, axes=axes)
    grad_a = to_left_of_tensordot(grad_out, a, b, axes)
    grad_b = to_right_of_tensordot(grad_out, a, b, axes)


@gate("multiplier", shape="kronecker_product")
def kron(a, b, *, grad_out):
    out = kron(a, b)
    blocks = in_blocks(grad_out, a, b)
    grad_a = to_left_of_kron(blocks, a, b)
    grad_b = to_right_of_kron(blocks, a, b)


# The triple product (a x b) . g turns round: it is (b x g) . a and (g x a) . b.
@gate("multiplier", shape="cross_product")
def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None, *, grad_out):
    out = cross(a, b, axisa=axisa, axisb=axisb, axisc=axisc, axis=axis)
    grad_a = to_left_of_cross(grad_out, a, b, axisa, axisb, axisc, axis)
    grad_b = to_right_of_cross(grad_out, a, b, axisa, axisb, axisc, axis)


@gate("multiplier", shape="cross_product_along")
def cross_along(a, b, axis, *, grad_out):
    out = cross(a, b, axis=axis)
    grad_a = to_left_of_cross(grad_out, a, b, axis, axis, axis, None)
    grad_b = to_right_of_cross(grad_out, a, b, axis, axis, axis, None)


@gate("multiplier", shape="product_of_many")
def multi_dot(arrays, *, grad_out):
    out = multi_dot([*arrays])
    grad_arrays = to_factor_of_multi_dot(grad_out)


# d(a^n) is the sum of a^k da a^(n-1-k) over k < n.
@gate("multiplier", shape="like_first")
def matrix_power(a, n, *, grad_out):
    out = matrix_power(a, n=n)
    grad_a = through_matrix_power(grad_out, a, n)
    dot_out = forward_matrix_power(dot_a, a, n)  # each factor in turn


@gate("copier", "its own block", shape="block_diagonal")
def block_diag(arrs, *, grad_out):
    out = block_diag([*arrs])
    grad_arrs = own_block(grad_out)


@gate("copier", "each diagonal summed", shape="constant_diagonals")
def toeplitz_of_one(c, *, grad_out):
    out = toeplitz(c)
    grad_c = to_first_column(grad_out, c) + to_first_row(grad_out, c)


@gate("copier", "each diagonal summed", shape="constant_diagonals")
def toeplitz(c, r, *, grad_out):
    out = toeplitz(c, r=r)
    grad_c = to_first_column(grad_out, c)
    grad_r = to_first_row(grad_out, r)
