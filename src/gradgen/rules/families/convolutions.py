"""Convolutions of two rows: going back, one is slid along the gradient to reach the other.

`c[k]` is the sum of all `a[i] * v[k - i]`, so that `a[i]` gets all `grad[k] * v[k - i]`: a
correlation. What a mode leaves out at the ends has no gradient, which is a margin of zeros.
"""

from gradgen.rules.notation import gate


@gate("multiplier", "slid along the other", shape="convolved_full")
def convolve(a, v, *, grad_out):
    out = convolve(a, v, mode="full")
    grad_a = correlate(grad_out, v, "valid")
    grad_v = correlate(grad_out, a, "valid")


@gate("multiplier", "slid along the other", shape="convolved_valid")
def convolve_valid(a, v, *, grad_out):
    out = convolve(a, v, mode="valid")
    whole = pad(grad_out, one_less(shorter(a, v)))
    grad_a = correlate(whole, v, "valid")
    grad_v = correlate(whole, a, "valid")


# Of the whole, as much is left out before as behind, or one less.
@gate("multiplier", "slid along the other", shape="convolved_same")
def convolve_same(a, v, *, grad_out):
    out = convolve(a, v, mode="same")
    size = shorter(a, v)
    whole = pad(grad_out, (half(size, -1), half(size, 0)))
    grad_a = correlate(whole, v, "valid")
    grad_v = correlate(whole, a, "valid")


# A correlation is a convolution with the second row turned round.
@gate("multiplier", "slid along the other", shape="convolved_full")
def correlate_full(a, v, *, grad_out):
    out = correlate(a, v, mode="full")
    grad_a = convolve(grad_out, v, "valid")
    grad_v = correlate(grad_out, a, "valid")[::-1]


@gate("multiplier", "slid along the other", shape="convolved_valid")
def correlate(a, v, *, grad_out):
    out = correlate(a, v, mode="valid")
    whole = pad(grad_out, one_less(shorter(a, v)))
    grad_a = convolve(whole, v, "valid")
    grad_v = correlate(whole, a, "valid")[::-1]


# Where `a` is the shorter one, NumPy turns the two round: the one more is then left out before.
@gate("multiplier", "slid along the other", shape="convolved_same")
def correlate_same(a, v, *, grad_out):
    out = correlate(a, v, mode="same")
    size = shorter(a, v)
    before = half_before(size, a, v)
    whole = pad(grad_out, (before, one_less(size) - before))
    grad_a = convolve(whole, v, "valid")
    grad_v = correlate(whole, a, "valid")[::-1]
