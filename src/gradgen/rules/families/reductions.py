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
    grad_a = spread(grad_out / count(a, axis), a, axis, keepdims)


@gate("router", "to the largest, ties share", shape="reduced")
def amax(a, axis=None, keepdims=False, *, grad_out):
    out = amax(a, axis=axis, keepdims=keepdims)
    grad_a = shared(grad_out, a, axis, keepdims)


@gate("router", "to the smallest, ties share", shape="reduced")
def amin(a, axis=None, keepdims=False, *, grad_out):
    out = amin(a, axis=axis, keepdims=keepdims)
    grad_a = shared(grad_out, a, axis, keepdims)
