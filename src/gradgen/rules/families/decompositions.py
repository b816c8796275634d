"""Decompositions of matrices: eigenvalues, singular values, triangular factors."""

from gradgen.rules.notation import gate


# Giles, "Collected matrix derivative results", 2008, section 3.1.
@gate("function", "symmetric eigenproblem", shape="unknown")
def eigh(a, *, grad_out):
    w, v = eigh(a)
    gaps = where(w == w[:, None], 1, w - w[:, None])  # the gaps between the eigenvalues
    turned = where(w == w[:, None], 0, (v.T @ grad_v) / gaps)
    grad_a = v @ (turned + diag(grad_w)) @ v.T
