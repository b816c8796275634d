"""What linear algebra sends back, as gates: so its gradients can be differentiated again."""

from gradgen.rules.notation import gate


@gate("copier", "in its own shape", shape="unknown")
def in_columns(x, b, *, grad_out):
    out = in_columns(x, b)
    grad_x = out_of_columns(grad_out, b)
    grad_b = 0


@gate("copier", "in its own shape", shape="unknown")
def out_of_columns(x, b, *, grad_out):
    out = out_of_columns(x, b)
    grad_x = in_columns(grad_out, b)
    grad_b = 0


@gate("function", "a.T @ out stays grad", shape="like_first")
def adjoint_solution(grad, a, b, *, grad_out):
    out = adjoint_solution(grad, a, b)
    adjoint = adjoint_solution(grad_out, turned(a), b)  # the adjoint solution
    grad_grad = adjoint
    grad_a = -outer_products(out, adjoint, a)
    grad_b = 0
    dot_out = adjoint_solution(dot_grad - times_columns(turned(dot_a), out), a, b)


@gate("multiplier", shape="like_third")
def outer_products(x, y, like, *, grad_out):
    out = outer_products(x, y, like)
    grad_x = times_columns(grad_out, y)
    grad_y = times_columns(swapaxes(grad_out, -1, -2), x)
    grad_like = 0


@gate("multiplier", shape="like_second")
def times_columns(matrices, x, *, grad_out):
    out = times_columns(matrices, x)
    grad_matrices = outer_products(grad_out, x, matrices)
    grad_x = times_columns(swapaxes(matrices, -1, -2), grad_out)


# The second derivative of the determinant: that of a diagonal matrix, turned by both factors of
# the singular value decomposition.
@gate("function", "times the minors", shape="square_matrices")
def cofactors(a, *, grad_out):
    out = cofactors(a)
    grad_a = cofactors_derivative(a, grad_out)
    dot_out = cofactors_derivative(a, dot_a)


# To go on would take the derivatives of singular vectors, which need not exist.
@gate("function", "times the minors", shape="square_matrices")
def cofactors_derivative(a, step, *, grad_out):
    out = cofactors_derivative(a, step)
    grad_step = cofactors_derivative(a, grad_out)
    dot_out = cofactors_derivative(a, dot_step)


# As for `matrix_power_derivative`.
@gate("function", "the exponential of a block matrix", shape="like_first")
def expm_frechet(A, E, *, grad_out):
    out = expm_frechet(A, E, compute_expm=False)
    zero = zeros_like(A)
    both = block([[A, E], [zero, A]])
    upstream = block([[zero, grad_out], [zero, zero]])
    whole = expm_frechet(swapaxes(both, -1, -2), upstream, compute_expm=False)
    grad_A = first_block(whole, A) + last_block(whole, A)
    grad_E = expm_frechet(swapaxes(A, -1, -2), grad_out, compute_expm=False)
    moving = block([[A, dot_A], [zero, A]])
    twice = block([[E, zero], [zero, E]])
    second = expm_frechet(moving, twice, compute_expm=False)
    first = expm_frechet(A, dot_E, compute_expm=False)
    dot_out = first + corner_block(second, A)


@gate("copier", "the first axes first again", shape="unknown")
def first_axes_last(x, count, *, grad_out):
    out = first_axes_last(x, count)
    grad_x = first_axes_last(grad_out, ndim(x) - count)


# The second derivative of a norm is symmetric: what flows back through its slopes is their change
# along what came back. For norms of singular values it follows from the changes of these and of
# their vectors (Townsend, "Differentiating the singular value decomposition", 2016).
@gate("function", "how the slopes change", shape="like_first")
def slopes_of_norm(x, ord=None, axis=None, *, grad_out):
    out = slopes_of_norm(x, ord=ord, axis=axis)
    grad_x = moved_slopes(x, grad_out, ord, axis)
    dot_out = moved_slopes(x, dot_x, ord, axis)


@gate("function", "how the slopes change", shape="like_first")
def slopes_of_vector_norm(x, ord=2, axis=None, *, grad_out):
    out = slopes_of_vector_norm(x, ord=ord, axis=axis)
    grad_x = moved_vector_slopes(x, grad_out, ord, axis)
    dot_out = moved_vector_slopes(x, dot_x, ord, axis)


@gate("function", "how the slopes change", shape="like_first")
def slopes_of_matrix_norm(x, ord="fro", *, grad_out):
    out = slopes_of_matrix_norm(x, ord=ord)
    grad_x = change_of_matrix_slopes(x, grad_out, ord)
    dot_out = change_of_matrix_slopes(x, dot_x, ord)


# To go on would take the third derivatives of norms.
@gate("function", "how the slopes change", shape="like_first")
def change_of_slopes(x, step, ord=None, axis=None, *, grad_out):
    out = change_of_slopes(x, step, ord=ord, axis=axis)
    grad_step = moved_slopes(x, grad_out, ord, axis)
    dot_out = moved_slopes(x, dot_step, ord, axis)


@gate("function", "how the slopes change", shape="like_first")
def change_of_vector_slopes(x, step, ord=2, axis=None, *, grad_out):
    out = change_of_vector_slopes(x, step, ord=ord, axis=axis)
    grad_step = moved_vector_slopes(x, grad_out, ord, axis)
    dot_out = moved_vector_slopes(x, dot_step, ord, axis)


@gate("function", "how the slopes change", shape="like_first")
def change_of_matrix_slopes(x, step, ord="fro", *, grad_out):
    out = change_of_matrix_slopes(x, step, ord=ord)
    grad_step = change_of_matrix_slopes(x, grad_out, ord)
    dot_out = change_of_matrix_slopes(x, dot_step, ord)
