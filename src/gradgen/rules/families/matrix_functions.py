"""Functions of whole matrices."""

from gradgen.rules.notation import gate


# The adjoint of the derivative at a is the derivative at a.T (Higham, "Functions of Matrices",
# 2008, section 3.2; Al-Mohy and Higham, "Computing the Fréchet derivative of the matrix
# exponential, with an application to condition number estimation", 2009).
@gate("function", "the Fréchet derivative at a, transposed", shape="square_matrices")
def expm(a, *, grad_out):
    out = expm(a)
    grad_a = expm_derivative(turned(a), grad_out, a)
    dot_out = expm_derivative(a, dot_a, a)  # the Fréchet derivative at a
