"""Norms of vectors and matrices. At 0 the slope of a norm is taken as 0; equal extremes share."""

from gradgen.rules.notation import gate


# Of vectors by their lengths, of matrices by the lengths of all their elements in a row.
@gate("function", "0 where the norm is 0", shape="reduced")
def length(x, axis=None, keepdims=False, *, grad_out):
    out = norm(x, axis=axis, keepdims=keepdims)
    share = grad_out / where(out == 0, 1, out)
    grad_x = restored(share, x, axis, keepdims) * x
    dot_out = sum_over(x * dot_x, axis, keepdims) / where(out == 0, 1, out)  # 0 where out is 0


# Matrix norms made of singular values: Watson, "Characterization of the subdifferential of some
# matrix norms", 1992.
@gate("function", "0 where the norm is 0", shape="reduced")
def norm(x, ord=None, axis=None, keepdims=False, *, grad_out):
    out = norm(x, ord=ord, axis=axis, keepdims=keepdims)
    grad_x = through_norm(grad_out, x, ord, axis, keepdims)
    dot_out = forward_norm(dot_x, x, ord, axis, keepdims)  # 0 where out is 0


@gate("function", "0 where the norm is 0", shape="reduced")
def vector_length(x, axis=None, keepdims=False, *, grad_out):
    out = vector_norm(x, axis=axis, keepdims=keepdims, ord=2)
    share = grad_out / where(out == 0, 1, out)
    grad_x = restored(share, x, axis, keepdims) * x
    dot_out = sum_over(x * dot_x, axis, keepdims) / where(out == 0, 1, out)  # 0 where out is 0


@gate("function", "0 where the norm is 0", shape="reduced")
def vector_norm(x, axis=None, keepdims=False, ord=2, *, grad_out):
    out = vector_norm(x, axis=axis, keepdims=keepdims, ord=ord)
    grad_x = through_vector_norm(grad_out, x, ord, axis, keepdims)
    dot_out = forward_vector_norm(dot_x, x, ord, axis, keepdims)  # 0 where out is 0


@gate("function", "0 where the norm is 0", shape="norm_of_each")
def matrix_length(x, keepdims=False, *, grad_out):
    out = matrix_norm(x, keepdims=keepdims, ord="fro")
    share = grad_out / where(out == 0, 1, out)
    grad_x = restored_to_matrices(share, x, keepdims) * x
    dot_out = forward_matrix_norm(dot_x, x, "fro", keepdims)  # 0 where out is 0


@gate("function", "0 where the norm is 0", shape="norm_of_each")
def matrix_norm(x, keepdims=False, ord="fro", *, grad_out):
    out = matrix_norm(x, keepdims=keepdims, ord=ord)
    grad_x = through_matrix_norm(grad_out, x, ord, keepdims)
    dot_out = forward_matrix_norm(dot_x, x, ord, keepdims)  # 0 where out is 0
