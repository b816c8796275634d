"""Diagonals and triangles of matrices."""

from gradgen.rules.notation import gate


@gate("copier", "along the diagonal", shape="diagonal_or_matrix")
def diag(v, k=0, *, grad_out):
    out = diag(v, k=k)
    grad_v = undiagonal(grad_out, v, k)


@gate("copier", "read off the diagonal", shape="matrix_of_all")
def diagflat(v, k=0, *, grad_out):
    out = diagflat(v, k=k)
    grad_v = off_diagonal(grad_out, v, k)


@gate("copier", "along the diagonal", shape="diagonals")
def diagonal(a, offset=0, axis1=0, axis2=1, *, grad_out):
    out = diagonal(a, offset=offset, axis1=axis1, axis2=axis2)
    grad_a = along_diagonal(grad_out, a, offset, axis1, axis2)


@gate("copier", "to each element of the diagonal", shape="traced")
def trace(a, offset=0, axis1=0, axis2=1, *, grad_out):
    out = trace(a, offset=offset, axis1=axis1, axis2=axis2)
    grad_a = spread_on_diagonal(grad_out, a, offset, axis1, axis2)


@gate("router", "zero above the diagonal", shape="triangle")
def tril(m, k=0, *, grad_out):
    out = tril(m, k=k)
    grad_m = lower(grad_out, m, k)
    dot_out = tril(dot_m, k=k)


@gate("router", "zero below the diagonal", shape="triangle")
def triu(m, k=0, *, grad_out):
    out = triu(m, k=k)
    grad_m = upper(grad_out, m, k)
    dot_out = triu(dot_m, k=k)


@gate("copier", "read off the diagonal", shape="like_third")
def diagonal_back(grad, k, like, *, grad_out):
    out = diagonal_back(grad, k, like)
    grad_grad = diag(grad_out, k)
    grad_like = 0


@gate("copier", "summed along the diagonal", shape="like_second")
def trace_back(grad, like, offset=0, axis1=0, axis2=1, *, grad_out):
    out = trace_back(grad, like, offset, axis1, axis2)
    grad_grad = trace(grad_out, offset, axis1, axis2)
    grad_like = 0
