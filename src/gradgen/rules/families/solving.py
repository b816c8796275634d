"""Linear equations: inverses, determinants, solutions.

Unless said otherwise, the formulas are those of Giles, "Collected matrix derivative results for
forward and reverse mode algorithmic differentiation", 2008, section 2.2. All of them hold for
stacks of matrices.
"""

from gradgen.rules.notation import gate


@gate("function", "out @ a stays 1", shape="square_matrices")
def inv(a, *, grad_out):
    out = inv(a)
    grad_a = -turned(out) @ grad_out @ turned(out)
    dot_out = -out @ dot_a @ out


# The cofactors are det(a) inv(a).T where that exists, and stay finite where it does not.
@gate("function", "times the cofactors", shape="number_of_each")
def det(a, *, grad_out):
    out = det(a)
    grad_a = each(grad_out) * cofactors_of(a)
    dot_out = sum_of_each(cofactors_of(a) * dot_a)  # times the cofactors


@gate("function", "times the inverse", shape="numbers_of_each")
def slogdet(a, *, grad_out):
    sign, logabsdet = slogdet(a)
    grad_a = each(grad_logabsdet) * turned(inv(a))
    dot_logabsdet = trace_of_each(solve(a, dot_a))  # the trace of inv(a) @ dot_a


@gate("function", "a @ out stays b", shape="solution")
def solve(a, b, *, grad_out):
    out = solve(a, b)
    adjoint = adjoint_of(grad_out, a, b)  # the adjoint solution
    grad_a = -times_transposed(adjoint, out, b)
    grad_b = summed_to_right(adjoint, b)
    columns = as_columns(dot_b - at_solution(dot_a, out, b), b)  # the new right-hand side
    dot_out = as_given(solve(a, columns), b)  # a @ out stays b


@gate("function", "a @ out stays b", shape="solution")
def solve_general(a, b, *, grad_out):
    out = solve(a, b, assume_a="gen")
    adjoint = adjoint_of(grad_out, a, b)  # the adjoint solution
    grad_a = -times_transposed(adjoint, out, b)
    grad_b = summed_to_right(adjoint, b)
    columns = as_columns(dot_b - at_solution(dot_a, out, b), b)  # the new right-hand side
    dot_out = as_given(solve(a, columns), b)  # a @ out stays b


# Only one triangle of a symmetric matrix is read. What flows back is symmetric, as is the matrix.
@gate("function", "a @ out stays b", shape="solution")
def solve_symmetric(a, b, assume_a=None, lower=False, *, grad_out):
    out = solve(a, b, assume_a=assume_a, lower=lower)
    adjoint = symmetric_solution(
        as_columns(grad_out, b), b, assume_a, lower
    )  # the adjoint solution
    product = times_transposed(adjoint, out, b)
    grad_a = -0.5 * (product + turned(product))
    grad_b = summed_to_right(adjoint, b)
    even = 0.5 * (dot_a + turned(dot_a))  # symmetric
    columns = as_columns(dot_b - at_solution(even, out, b), b)  # the new right-hand side
    dot_out = symmetric_solution(columns, b, assume_a, lower)  # a @ out stays b


# A triangular solver reads one triangle, and nothing flows back to the rest.
@gate("function", "a @ out stays b", shape="solution")
def solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False, *, grad_out):
    out = solve_triangular(a, b, trans=trans, lower=lower, unit_diagonal=unit_diagonal)
    adjoint = flipped_solve(
        as_columns(grad_out, b), b, trans, lower, unit_diagonal
    )  # the adjoint solution
    product = times_transposed(first_if(trans, out, adjoint), first_if(trans, adjoint, out), b)
    grad_a = -triangle_of(product, lower, unit_diagonal)
    grad_b = summed_to_right(adjoint, b)
    columns = as_columns(
        dot_b - at_solution(turned_if(trans, triangle_of(dot_a, lower, unit_diagonal)), out, b), b
    )  # the new right-hand side
    dot_out = same_solve(columns, b, trans, lower, unit_diagonal)  # a @ out stays b


# The matrix is c @ c.T (or c.T @ c): what flows back to it flows on to the triangle c.
@gate("function", "the matrix times out stays b", shape="solution_of_factor")
def cho_solve(c_and_lower, b, *, grad_out):
    out = cho_solve((*c_and_lower,), b)
    adjoint = as_given(
        cho_solve((*c_and_lower,), as_columns(grad_out, b)), b
    )  # the adjoint solution
    grad_c_and_lower = to_factor(adjoint)
    grad_b = summed_to_right(adjoint, b)
    columns = as_columns(
        dot_b - at_solution(moved_by_factor(dot_c_and_lower), out, b), b
    )  # the new right-hand side
    dot_out = as_given(cho_solve((*c_and_lower,), columns), b)  # the matrix times out stays b


# Golub and Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares problems
# whose variables separate", 1973, equation 4.12: where the rank does not change.
@gate("function", "for a rank that does not change", shape="pseudoinverse")
def pinv(a, rcond=None, rtol=None, *, grad_out):
    out = pinv(a, rcond=rcond, rtol=rtol)
    back = turned(grad_out)
    left = back @ out @ turned(out)
    right = turned(out) @ out @ back
    change = left - a @ (out @ left) + right - (right @ out) @ a
    grad_a = change - turned(out) @ grad_out @ turned(out)
    ahead = out @ turned(out) @ turned(dot_a)
    behind = turned(dot_a) @ turned(out) @ out
    moved = ahead - (ahead @ a) @ out + behind - out @ (a @ behind)
    dot_out = moved - out @ dot_a @ out


# The same for x = pinv(a) @ b: with y = pinv(a).T @ dx it is db = y, and
# da = (b - a x) (pinv(a) y).T - y x.T + (pinv(a).T x) (dx - a.T y).T.
@gate("function", "the nearest to a @ x = b", shape="nearest_solution")
def lstsq(a, b, rcond=None, *, grad_out):
    x, residuals, rank, s = lstsq(a, b, rcond=rcond)
    inverse = pinv(a)
    adjoint = turned(inverse) @ grad_x
    other = refused(grad_residuals, "write `residuals = np.sum((b - a @ x) ** 2, axis=0)`")
    more = refused(grad_s, "write `s = np.linalg.svdvals(a)`")
    apart = times_transposed(b - a @ x, inverse @ adjoint, b)
    inside = times_transposed(turned(inverse) @ x, grad_x - turned(a) @ adjoint, b)
    grad_a = apart + inside - times_transposed(adjoint, x, b) + other + more
    grad_b = adjoint + other
    out_of_reach = turned(inverse) @ (turned(dot_a) @ (b - a @ x))
    free = turned(dot_a) @ (turned(inverse) @ x)
    dot_x = inverse @ (dot_b - dot_a @ x + out_of_reach - a @ free) + free
    dot_residuals = refused(dot_a, "write `residuals = np.sum((b - a @ x) ** 2, axis=0)`") + (
        refused(dot_b, "write `residuals = np.sum((b - a @ x) ** 2, axis=0)`")
    )
    dot_s = refused(dot_a, "write `s = np.linalg.svdvals(a)`")


@gate("function", "out and a stay inverse to each other", shape="unknown")
def tensorinv(a, ind=2, *, grad_out):
    out = tensorinv(a, ind=ind)
    flipped = rows_last(out, a, rest_of_axes(a, ind))
    seen = tensordot(flipped, grad_out, axes=rest_of_axes(a, ind))
    grad_a = -tensordot(seen, flipped, axes=ind)
    inner = tensordot(out, dot_a, axes=ind)
    dot_out = -tensordot(inner, out, axes=rest_of_axes(a, ind))


@gate("function", "a times out stays b", shape="unknown")
def tensorsolve(a, b, *, grad_out):
    out = tensorsolve(a, b)
    adjoint = tensorsolve(rows_last(a, a, rank_of(b)), grad_out)  # the adjoint solution
    grad_a = -tensordot(adjoint, out, axes=0)
    grad_b = as_right_side(adjoint, a, b)
    gone = as_right_side(tensordot(dot_a, out, axes=rank_of(out)), a, b)
    right = dot_b - gone  # the new right-hand side
    dot_out = tensorsolve(a, right)  # a times out stays b
