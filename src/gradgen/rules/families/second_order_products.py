"""What products send back, as gates of their own: their gradients can be differentiated again.

What flows back to a factor is linear in the upstream gradient, and in the other factor.
"""

from gradgen.rules.notation import gate


@gate("copier", "spread or summed back", shape="like_second")
def in_shape_of(grad, like, *, grad_out):
    out = in_shape_of(grad, like)
    grad_grad = sized_like(grad_out, grad)
    grad_like = 0


@gate("multiplier", shape="like_second")
def left_of_matmul(grad, x, y, *, grad_out):
    out = left_of_matmul(grad, x, y)
    grad_grad = grad_out @ y
    grad_x = 0
    grad_y = right_of_matmul(grad, grad_out, y)


@gate("multiplier", shape="like_third")
def right_of_matmul(grad, x, y, *, grad_out):
    out = right_of_matmul(grad, x, y)
    grad_grad = x @ grad_out
    grad_x = left_of_matmul(grad, x, grad_out)
    grad_y = 0


@gate("multiplier", shape="like_second")
def left_of_dot(grad, a, b, *, grad_out):
    out = left_of_dot(grad, a, b)
    grad_grad = dot(grad_out, b)
    grad_a = 0
    grad_b = right_of_dot(grad, grad_out, b)


@gate("multiplier", shape="like_third")
def right_of_dot(grad, a, b, *, grad_out):
    out = right_of_dot(grad, a, b)
    grad_grad = dot(a, grad_out)
    grad_a = left_of_dot(grad, a, grad_out)
    grad_b = 0


@gate("multiplier", shape="like_second")
def left_of_inner(grad, a, b, *, grad_out):
    out = left_of_inner(grad, a, b)
    grad_grad = inner(grad_out, b)
    grad_a = 0
    grad_b = right_of_inner(grad, grad_out, b)


@gate("multiplier", shape="like_third")
def right_of_inner(grad, a, b, *, grad_out):
    out = right_of_inner(grad, a, b)
    grad_grad = inner(a, grad_out)
    grad_a = left_of_inner(grad, a, grad_out)
    grad_b = 0


@gate("multiplier", shape="like_second")
def left_of_tensordot(grad, a, b, axes=2, *, grad_out):
    out = left_of_tensordot(grad, a, b, axes)
    grad_grad = tensordot(grad_out, b, axes)
    grad_a = 0
    grad_b = right_of_tensordot(grad, grad_out, b, axes)


@gate("multiplier", shape="like_third")
def right_of_tensordot(grad, a, b, axes=2, *, grad_out):
    out = right_of_tensordot(grad, a, b, axes)
    grad_grad = tensordot(a, grad_out, axes)
    grad_a = left_of_tensordot(grad, a, grad_out, axes)
    grad_b = 0


@gate("copier", "put together again", shape="unknown")
def blocks_of_kron(grad, a, b, *, grad_out):
    out = blocks_of_kron(grad, a, b)
    grad_grad = reshape_like(grad_out, grad)
    grad_a = 0
    grad_b = 0


@gate("multiplier", shape="like_second")
def left_of_kron(blocks, a, b, *, grad_out):
    out = left_of_kron(blocks, a, b)
    grad_blocks = blocks_of_kron(kron(grad_out, b), a, b)
    grad_a = 0
    grad_b = right_of_kron(blocks, grad_out, b)


@gate("multiplier", shape="like_third")
def right_of_kron(blocks, a, b, *, grad_out):
    out = right_of_kron(blocks, a, b)
    grad_blocks = blocks_of_kron(kron(a, grad_out), a, b)
    grad_a = left_of_kron(blocks, a, grad_out)
    grad_b = 0


@gate("multiplier", shape="unknown")
def factor_of_multi_dot(grad, arrays, index, *, grad_out):
    out = factor_of_multi_dot(grad, [*arrays], index)
    grad_grad = multi_dot_with(grad_out, index)
    grad_arrays = factor_beside(grad_out, grad, index)
    dot_out = factor_of_multi_dot(dot_grad, [*arrays], index) + others_moved(
        grad, [*dot_arrays], index
    )


# The derivative of a^n along h is the upper right block of [[a, h], [0, a]]^n, and so linear in
# both (Higham, "Functions of Matrices", 2008, theorem 3.6).
@gate("function", "the power of a block matrix", shape="like_first")
def matrix_power_derivative(a, step, n, *, grad_out):
    out = matrix_power_derivative(a, step, n)
    zero = zeros_like(a)
    both = block([[a, step], [zero, a]])
    upstream = block([[zero, grad_out], [zero, zero]])
    whole = matrix_power_derivative(swapaxes(both, -1, -2), upstream, n)
    grad_a = first_block(whole, a) + last_block(whole, a)
    grad_step = matrix_power_derivative(turned(a), grad_out, n)
    moving = block([[a, dot_a], [zero, a]])
    twice = block([[step, zero], [zero, step]])
    second = matrix_power_derivative(moving, twice, n)
    first = matrix_power_derivative(a, dot_step, n)
    dot_out = first + corner_block(second, a)


@gate("copier", "to its own block", shape="unknown")
def diagonal_block(grad, arrays, index, *, grad_out):
    out = diagonal_block(grad, [*arrays], index)
    grad_grad = block_among_zeros(grad_out, index)
    grad_arrays = 0


@gate("copier", "along each diagonal", shape="like_second")
def column_of_toeplitz(grad, c, *, grad_out):
    out = column_of_toeplitz(grad, c)
    grad_grad = toeplitz(grad_out, zeros_like(grad[..., 0, :]))
    grad_c = 0


@gate("copier", "along each diagonal", shape="like_second")
def row_of_toeplitz(grad, r, *, grad_out):
    out = row_of_toeplitz(grad, r)
    grad_grad = toeplitz(zeros_like(grad[..., 0]), grad_out)
    grad_r = 0
