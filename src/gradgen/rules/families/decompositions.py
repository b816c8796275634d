"""Decompositions of matrices: eigenvalues, singular values, triangular factors.

Only one triangle of a symmetric matrix is read. What flows back to it is a symmetric matrix, whose
product with any symmetric change is the change of what was computed.

Where eigenvalues or singular values are equal, their vectors have no derivative: what would be
divided by 0 is left out. What flows back to the values themselves is right there too.
"""

from gradgen.rules.notation import gate


# Giles, "Collected matrix derivative results", 2008, section 3.1. The part for the eigenvectors is
# made symmetric.
@gate("function", "a symmetric matrix", shape="eigensystem")
def eigh(a, UPLO, *, grad_out):
    eigenvalues, eigenvectors = eigh(a, UPLO=UPLO)
    inner = turned(eigenvectors) @ grad_eigenvectors
    gaps = gaps_between(eigenvalues)  # from each eigenvalue to each other
    mixed = where(gaps == 0, 0, (inner - turned(inner)) / where(gaps == 0, 1, 2 * gaps))
    stretched = columns_times(eigenvectors, grad_eigenvalues) @ turned(eigenvectors)
    grad_a = stretched + eigenvectors @ mixed @ turned(eigenvectors)
    even = 0.5 * (dot_a + turned(dot_a))  # symmetric
    seen = turned(eigenvectors) @ even @ eigenvectors  # in the basis of eigenvectors
    turning = where(gaps == 0, 0, seen / where(gaps == 0, 1, gaps))
    dot_eigenvalues = diagonal_of_each(seen)
    dot_eigenvectors = eigenvectors @ turning


# SciPy's own way of naming the triangle.
@gate("function", "a symmetric matrix", shape="eigensystem")
def eigh_of_triangle(a, lower, *, grad_out):
    eigenvalues, eigenvectors = eigh(a, lower=lower, eigvals_only=False)
    inner = turned(eigenvectors) @ grad_eigenvectors
    gaps = gaps_between(eigenvalues)  # from each eigenvalue to each other
    mixed = where(gaps == 0, 0, (inner - turned(inner)) / where(gaps == 0, 1, 2 * gaps))
    stretched = columns_times(eigenvectors, grad_eigenvalues) @ turned(eigenvectors)
    grad_a = stretched + eigenvectors @ mixed @ turned(eigenvectors)
    even = 0.5 * (dot_a + turned(dot_a))  # symmetric
    seen = turned(eigenvectors) @ even @ eigenvectors  # in the basis of eigenvectors
    turning = where(gaps == 0, 0, seen / where(gaps == 0, 1, gaps))
    dot_eigenvalues = diagonal_of_each(seen)
    dot_eigenvectors = eigenvectors @ turning


@gate("function", "a symmetric matrix", shape="vector_of_each")
def eigvalsh(a, UPLO, *, grad_out):
    out = eigvalsh(a, UPLO=UPLO)
    vectors = eigenvectors_of(a, UPLO)  # the eigenvectors
    grad_a = columns_times(vectors, grad_out) @ turned(vectors)
    dot_out = column_sums(vectors * (dot_a @ vectors))


@gate("function", "a symmetric matrix", shape="vector_of_each")
def eigvalsh_of_triangle(a, lower, *, grad_out):
    out = eigvalsh(a, lower=lower)
    vectors = eigenvectors_of(a, lower)  # the eigenvectors
    grad_a = columns_times(vectors, grad_out) @ turned(vectors)
    dot_out = column_sums(vectors * (dot_a @ vectors))


@gate("function", "a symmetric matrix", shape="vector_of_each")
def eigh_without_vectors(a, lower, *, grad_out):
    out = eigh(a, lower=lower, eigvals_only=True)
    vectors = eigenvectors_of(a, lower)  # the eigenvectors
    grad_a = columns_times(vectors, grad_out) @ turned(vectors)
    dot_out = column_sums(vectors * (dot_a @ vectors))


# Townsend, "Differentiating the singular value decomposition", 2016, equations 20 and 21.
@gate("function", "singular values", shape="singular_system")
def svd(a, *, grad_out):
    U, S, Vh = svd(a, full_matrices=False, compute_uv=True)
    safe = where(S == 0, 1, S)
    gaps = gaps_between(S * S)  # from each singular value squared to each other
    inner_U = turned(U) @ grad_U
    inner_V = Vh @ turned(grad_Vh)
    mixed_U = where(gaps == 0, 0, (inner_U - turned(inner_U)) / where(gaps == 0, 1, gaps))
    mixed_V = where(gaps == 0, 0, (inner_V - turned(inner_V)) / where(gaps == 0, 1, gaps))
    outside_U = columns_over(grad_U - U @ inner_U, safe)
    outside_V = rows_over(grad_Vh - turned(inner_V) @ Vh, safe)
    inside = U @ (columns_times(mixed_U, S) + rows_times(S, mixed_V)) @ Vh
    grad_a = columns_times(U, grad_S) @ Vh + inside + outside_U @ Vh + U @ outside_V
    seen = turned(U) @ dot_a @ turned(Vh)  # in the singular vectors
    even_U = columns_times(seen, S) + rows_times(S, turned(seen))
    even_V = rows_times(S, seen) + columns_times(turned(seen), S)
    turning_U = where(gaps == 0, 0, even_U / where(gaps == 0, 1, gaps))
    turning_V = where(gaps == 0, 0, even_V / where(gaps == 0, 1, gaps))
    new_U = columns_over(dot_a @ turned(Vh) - U @ seen, safe)
    new_V = rows_over(turned(U) @ dot_a - seen @ Vh, safe)
    dot_U = U @ turning_U + new_U
    dot_S = diagonal_of_each(seen)
    dot_Vh = new_V - turning_V @ Vh


# With all vectors, the same for square matrices: there are no more of them.
@gate("function", "singular values", shape="whole_singular_system")
def svd_of_square(a, *, grad_out):
    U, S, Vh = svd(a, full_matrices=True, compute_uv=True)
    gaps = gaps_between(S * S)  # from each singular value squared to each other
    inner_U = turned(U) @ grad_U
    inner_V = Vh @ turned(grad_Vh)
    mixed_U = where(gaps == 0, 0, (inner_U - turned(inner_U)) / where(gaps == 0, 1, gaps))
    mixed_V = where(gaps == 0, 0, (inner_V - turned(inner_V)) / where(gaps == 0, 1, gaps))
    inside = columns_times(mixed_U, S) + rows_times(S, mixed_V)
    grad_a = columns_times(for_square(U), grad_S) @ Vh + for_square(U) @ inside @ Vh
    seen = turned(for_square(U)) @ dot_a @ turned(Vh)  # in the singular vectors
    even_U = columns_times(seen, S) + rows_times(S, turned(seen))
    even_V = rows_times(S, seen) + columns_times(turned(seen), S)
    dot_U = U @ where(gaps == 0, 0, even_U / where(gaps == 0, 1, gaps))
    dot_S = diagonal_of_each(seen)
    dot_Vh = -where(gaps == 0, 0, even_V / where(gaps == 0, 1, gaps)) @ Vh


@gate("function", "singular values", shape="singular_values")
def svdvals(a, *, grad_out):
    out = svdvals(a)
    grad_a = through_svdvals(grad_out, a)
    dot_out = forward_svdvals(dot_a, a)


@gate("function", "singular values", shape="singular_values")
def svd_without_vectors(a, full_matrices=True, *, grad_out):
    out = svd(a, full_matrices=full_matrices, compute_uv=False)
    grad_a = through_svdvals(grad_out, a)
    dot_out = forward_svdvals(dot_a, a)


# Walter and Lehmann, "On the higher-order derivatives of the QR decomposition", 2010; in this form
# Seeger et al., "Auto-differentiating linear algebra", arXiv:1710.08717, section 3.
@gate("function", "an orthogonal and a triangular factor", shape="thin_factors")
def qr(a, *, grad_out):
    Q, R = qr(a, mode="reduced")
    inner = for_tall(R @ turned(grad_R)) - turned(grad_Q) @ for_tall(Q)
    both = tril(inner) + turned(tril(inner, -1))
    whole = grad_Q + Q @ both
    grad_a = turned(solve(R, turned(whole)))
    across = solve(turned(R), turned(dot_a))
    seen = turned(for_tall(Q)) @ turned(across)
    upper = triu(seen) + turned(tril(seen, -1))
    dot_Q = turned(across) - Q @ upper
    dot_R = upper @ R


@gate("function", "an orthogonal and a triangular factor", shape="thin_factors")
def qr_economic(a, *, grad_out):
    Q, R = qr(a, mode="economic")
    inner = for_tall(R @ turned(grad_R)) - turned(grad_Q) @ for_tall(Q)
    both = tril(inner) + turned(tril(inner, -1))
    whole = grad_Q + Q @ both
    grad_a = turned(solve(R, turned(whole)))
    across = solve(turned(R), turned(dot_a))
    seen = turned(for_tall(Q)) @ turned(across)
    upper = triu(seen) + turned(tril(seen, -1))
    dot_Q = turned(across) - Q @ upper
    dot_R = upper @ R


@gate("function", "an orthogonal and a triangular factor", shape="whole_factors")
def qr_of_square(a, *, grad_out):
    Q, R = qr(a, mode="full")
    inner = for_square(R @ turned(grad_R)) - turned(grad_Q) @ for_square(Q)
    both = tril(inner) + turned(tril(inner, -1))
    whole = grad_Q + Q @ both
    grad_a = turned(solve(R, turned(whole)))
    across = solve(turned(R), turned(dot_a))
    seen = turned(for_square(Q)) @ turned(across)
    upper = triu(seen) + turned(tril(seen, -1))
    dot_Q = turned(across) - Q @ upper
    dot_R = upper @ R


# Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527, section 2.
@gate("function", "the factor times its transpose stays a", shape="square_matrices")
def cholesky(a, upper, *, grad_out):
    out = cholesky(a, upper=upper)
    inner = turned(below_unless(upper, out)) @ below_unless(upper, grad_out)
    both = tril(inner) + turned(tril(inner, -1))
    half = solve(turned(below_unless(upper, out)), both)
    grad_a = 0.5 * solve(turned(below_unless(upper, out)), turned(half))
    even = 0.5 * (dot_a + turned(dot_a))  # symmetric
    once = solve(below_unless(upper, out), even)
    seen = solve(below_unless(upper, out), turned(once))  # between the inverses of the factors
    dot_out = moved_factor_unless(upper, out, seen)


# SciPy's own way of naming the triangle.
@gate("function", "the factor times its transpose stays a", shape="square_matrices")
def cholesky_of_triangle(a, lower, *, grad_out):
    out = cholesky(a, lower=lower)
    inner = turned(below_if(lower, out)) @ below_if(lower, grad_out)
    both = tril(inner) + turned(tril(inner, -1))
    half = solve(turned(below_if(lower, out)), both)
    grad_a = 0.5 * solve(turned(below_if(lower, out)), turned(half))
    even = 0.5 * (dot_a + turned(dot_a))  # symmetric
    once = solve(below_if(lower, out), even)
    seen = solve(below_if(lower, out), turned(once))  # between the inverses of the factors
    dot_out = moved_factor(lower, out, seen)


# In the other triangle `cho_factor` leaves what it likes, and `cho_solve` does not read it.
@gate("function", "c times its transpose stays a", shape="factor_and_flag")
def cho_factor(a, lower, *, grad_out):
    c, is_lower = cho_factor(a, lower=lower)
    part = triangle_of(c, lower, False)  # the triangle that counts
    inner = turned(below_if(lower, part)) @ below_if(lower, triangle_of(grad_c, lower, False))
    both = tril(inner) + turned(tril(inner, -1))
    half = solve(turned(below_if(lower, part)), both)
    grad_a = 0.5 * solve(turned(below_if(lower, part)), turned(half))
    even = 0.5 * (dot_a + turned(dot_a))  # symmetric
    once = solve(below_if(lower, part), even)
    seen = solve(below_if(lower, part), turned(once))  # between the inverses of the factors
    dot_c = moved_factor(lower, part, seen)


@gate("copier", "along the diagonal", shape="diagonals_of_each")
def matrix_diagonal(a, offset=0, *, grad_out):
    out = matrix_diagonal(a, offset=offset)
    grad_a = along_diagonal(grad_out, a, offset, -2, -1)


@gate("copier", "to each element of the diagonal", shape="number_of_each")
def matrix_trace(a, offset=0, *, grad_out):
    out = matrix_trace(a, offset=offset)
    grad_a = spread_on_diagonal(grad_out, a, offset, -2, -1)
