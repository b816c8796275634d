"""Reductions: what puts many elements together, over all of an array or along an axis.

A sum copies going back: each summand gets the upstream gradient. Ties in a maximum share it
equally (`docs/conventions.md`).
"""

from gradgen.rules.notation import gate


@gate("copier", "spread over what was summed", shape="reduced")
def sum_of_array(a, axis=None, keepdims=False, *, grad_out):
    out = sum(a, axis=axis, keepdims=keepdims)
    grad_a = spread(grad_out, a, axis, keepdims)


@gate("copier", "spread evenly over what was averaged", shape="reduced")
def mean(a, axis=None, keepdims=False, *, grad_out):
    out = mean(a, axis=axis, keepdims=keepdims)
    grad_a = averaged(grad_out, a, axis, keepdims)


@gate("multiplier", "times the product of the others", shape="reduced")
def prod(a, axis=None, keepdims=False, *, grad_out):
    out = prod(a, axis=axis, keepdims=keepdims)
    grad_a = restored(grad_out, a, axis, keepdims) * others(a, axis)
    dot_out = sum_over(dot_a * others(a, axis), axis, keepdims)


@gate("router", "to the largest, ties share", shape="reduced")
def amax(a, axis=None, keepdims=False, *, grad_out):
    out = amax(a, axis=axis, keepdims=keepdims)
    tied = at_extreme(a, axis, keepdims)  # 1 where a is out
    grad_a = shared(restored(grad_out, a, axis, keepdims), tied, axis)
    dot_out = sum_over(dot_a * tied, axis, keepdims) / sum_over(tied, axis, keepdims)


@gate("router", "to the smallest, ties share", shape="reduced")
def amin(a, axis=None, keepdims=False, *, grad_out):
    out = amin(a, axis=axis, keepdims=keepdims)
    tied = at_extreme(a, axis, keepdims)  # 1 where a is out
    grad_a = shared(restored(grad_out, a, axis, keepdims), tied, axis)
    dot_out = sum_over(dot_a * tied, axis, keepdims) / sum_over(tied, axis, keepdims)


@gate("router", "to the largest, less that to the smallest", shape="reduced")
def ptp(a, axis=None, keepdims=False, *, grad_out):
    out = ptp(a, axis=axis, keepdims=keepdims)
    top = at_largest(a, axis)  # 1 at the largest
    bottom = at_smallest(a, axis)  # 1 at the smallest
    grad_a = shared_difference(restored(grad_out, a, axis, keepdims), top, bottom, axis)
    highest = sum_over(dot_a * top, axis, keepdims) / sum_over(top, axis, keepdims)
    lowest = sum_over(dot_a * bottom, axis, keepdims) / sum_over(bottom, axis, keepdims)
    dot_out = highest - lowest


@gate("copier", "spread over what was summed", shape="reduced")
def add_reduce(array, axis=0, *, grad_out):
    out = add_reduce(array, axis=axis)
    grad_array = spread(grad_out, array, axis, False)


@gate("multiplier", "times the product of the others", shape="reduced")
def multiply_reduce(array, axis=0, *, grad_out):
    out = multiply_reduce(array, axis=axis)
    grad_array = restored(grad_out, array, axis, False) * others(array, axis)
    dot_out = sum_over(dot_array * others(array, axis), axis, False)


@gate("router", "to the largest, ties share", shape="reduced")
def maximum_reduce(array, axis=0, *, grad_out):
    out = maximum_reduce(array, axis=axis)
    tied = at_extreme(array, axis, False)  # 1 where array is out
    grad_array = shared(restored(grad_out, array, axis, False), tied, axis)
    dot_out = sum_over(dot_array * tied, axis, False) / sum_over(tied, axis, False)


@gate("router", "to the smallest, ties share", shape="reduced")
def minimum_reduce(array, axis=0, *, grad_out):
    out = minimum_reduce(array, axis=axis)
    tied = at_extreme(array, axis, False)  # 1 where array is out
    grad_array = shared(restored(grad_out, array, axis, False), tied, axis)
    dot_out = sum_over(dot_array * tied, axis, False) / sum_over(tied, axis, False)


@gate("flat", "true or false, nothing between", shape="reduced")
def any(a, axis=None, keepdims=False, *, grad_out):
    out = any(a, axis=axis, keepdims=keepdims)
    grad_a = 0


@gate("flat", "true or false, nothing between", shape="reduced")
def all(a, axis=None, keepdims=False, *, grad_out):
    out = all(a, axis=axis, keepdims=keepdims)
    grad_a = 0


@gate("flat", "a count is whole", shape="reduced")
def count_nonzero(a, axis=None, keepdims=False, *, grad_out):
    out = count_nonzero(a, axis=axis, keepdims=keepdims)
    grad_a = 0
