"""Cumulative gates: each output has taken in all elements up to its place.

Where a running maximum meets another element that is as large, the first keeps all.
"""

from gradgen.rules.notation import gate


@gate("copier", "summed from the end", shape="cumulated")
def cumsum(a, axis=None, *, grad_out):
    out = cumsum(a, axis=axis)
    grad_a = summed_from_the_end(grad_out, a, axis)


@gate("copier", "summed from the end", shape="cumulated")
def cumulative_sum(x, axis=None, *, grad_out):
    out = cumulative_sum(x, axis=axis)
    grad_x = summed_from_the_end(grad_out, x, axis)


@gate("copier", "summed from the end", shape="cumulated")
def add_accumulate(array, axis=0, *, grad_out):
    out = add_accumulate(array, axis=axis)
    grad_array = summed_from_the_end(grad_out, array, axis)


@gate("multiplier", "times the others, summed from the end", shape="cumulated")
def cumprod(a, axis=None, *, grad_out):
    out = cumprod(a, axis=axis)
    grad_a = cumprod_back(grad_out, a, axis)
    dot_out = cumprod_gains(dot_a, a, axis)


@gate("multiplier", "times the others, summed from the end", shape="cumulated")
def cumulative_prod(x, axis=None, *, grad_out):
    out = cumulative_prod(x, axis=axis)
    grad_x = cumprod_back(grad_out, x, axis)
    dot_out = cumprod_gains(dot_x, x, axis)


@gate("multiplier", "times the others, summed from the end", shape="cumulated")
def multiply_accumulate(array, axis=0, *, grad_out):
    out = multiply_accumulate(array, axis=axis)
    grad_array = cumprod_back(grad_out, array, axis)
    dot_out = cumprod_gains(dot_array, array, axis)


@gate("router", "to the largest so far, the first of them", shape="cumulated")
def maximum_accumulate(array, axis=0, *, grad_out):
    out = maximum_accumulate(array, axis=axis)
    grad_array = leaders_back(grad_out, array, axis)
    dot_out = of_leaders(dot_array, array, axis)


@gate("router", "to the smallest so far, the first of them", shape="cumulated")
def minimum_accumulate(array, axis=0, *, grad_out):
    out = minimum_accumulate(array, axis=axis)
    grad_array = leaders_back(grad_out, -array, axis)
    dot_out = of_leaders(dot_array, -array, axis)
