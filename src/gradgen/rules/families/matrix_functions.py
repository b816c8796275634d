"""Functions of whole matrices."""

from gradgen.rules.notation import gate


# The adjoint of the derivative at a is the derivative at a.T (Higham, "Functions of Matrices",
# 2008, section 3.2; Al-Mohy and Higham, "Computing the Fréchet derivative of the matrix
# exponential, with an application to condition number estimation", 2009).
@gate("function", "the Fréchet derivative at a, transposed", shape="square_matrices")
def expm(a, *, grad_out):
    out = expm(a)
    back = expm_frechet(turned(a), grad_out, compute_expm=False)
    grad_a = back.astype(a.dtype)
    change = expm_frechet(a, dot_a, compute_expm=False)  # the Fréchet derivative at a
    dot_out = change.astype(a.dtype)
