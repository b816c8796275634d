"""Polynomials by their coefficients, the highest power first."""

from gradgen.rules.notation import gate


# The derivative in `x` has the coefficients times their powers; that in a coefficient is a power.
@gate("function", "the powers of x, and the slope there", shape="like_second")
def polyval(p, x, *, grad_out):
    out = polyval(p, x)
    grad_p = back_to_coefficients(grad_out, p, x)
    grad_x = grad_out * polyval(slope_of(p), x)
    slope = slope_of(p)  # the coefficients of the slope
    dot_out = polyval(dot_p, x) + dot_x * polyval(slope, x)


# Each column is a power of `x`: its slope is the column beside it, times the power.
@gate("function", "each power has its own slope", shape="powers")
def vander(x, N=None, *, grad_out):
    out = vander(x, N=N, increasing=False)
    powers = arange(out.shape[1] - 1, 0, -1, dtype=out.dtype)
    grad_x = (grad_out[:, :-1] * out[:, 1:]) @ powers
    moved = dot_x[:, None] * powers * out[:, 1:]
    dot_out = pad(moved, ((0, 0), (0, 1)))  # the power 0 has no slope


@gate("function", "each power has its own slope", shape="powers")
def vander_increasing(x, N=None, *, grad_out):
    out = vander(x, N=N, increasing=True)
    powers = arange(1, out.shape[1], dtype=out.dtype)
    grad_x = (grad_out[:, 1:] * out[:, :-1]) @ powers
    moved = dot_x[:, None] * powers * out[:, :-1]
    dot_out = pad(moved, ((0, 0), (1, 0)))  # the power 0 has no slope
