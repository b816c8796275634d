"""Comparisons and logic: true or false, and nothing in between for a gradient to follow.

`and` and `or` give one of their operands, so that a gradient could pass through them unseen:
their operands have no line, and only those that carry no gradient are let in.
"""

from gradgen.rules.notation import gate


@gate("flat", "true or false, nothing between")
def less(x, y, grad_out):
    out = x < y
    grad_x = 0
    grad_y = 0


@gate("flat", "true or false, nothing between")
def less_equal(x, y, grad_out):
    out = x <= y
    grad_x = 0
    grad_y = 0


@gate("flat", "true or false, nothing between")
def greater(x, y, grad_out):
    out = x > y
    grad_x = 0
    grad_y = 0


@gate("flat", "true or false, nothing between")
def greater_equal(x, y, grad_out):
    out = x >= y
    grad_x = 0
    grad_y = 0


@gate("flat", "true or false, nothing between")
def equal(x, y, grad_out):
    out = x == y
    grad_x = 0
    grad_y = 0


@gate("flat", "true or false, nothing between")
def not_equal(x, y, grad_out):
    out = x != y
    grad_x = 0
    grad_y = 0


@gate("flat", "true or false, nothing between")
def logical_and(x, y, grad_out):
    out = x and y


@gate("flat", "true or false, nothing between")
def logical_or(x, y, grad_out):
    out = x or y


@gate("flat", "true or false, nothing between")
def logical_not(x, grad_out):
    out = not x
    grad_x = 0


@gate("flat", "true or false, nothing between")
def isnan(x, grad_out):
    out = isnan(x)
    grad_x = 0


@gate("flat", "true or false, nothing between")
def isinf(x, grad_out):
    out = isinf(x)
    grad_x = 0


@gate("flat", "true or false, nothing between")
def isfinite(x, grad_out):
    out = isfinite(x)
    grad_x = 0


@gate("flat", "true or false, nothing between")
def isclose(x, y, grad_out):
    out = isclose(x, y)
    grad_x = 0
    grad_y = 0


@gate("flat", "true or false, nothing between")
def isclose_relative(x, y, rel_tol, grad_out):
    out = isclose(x, y, rel_tol=rel_tol)
    grad_x = 0
    grad_y = 0
    grad_rel_tol = 0


@gate("flat", "true or false, nothing between")
def isclose_absolute(x, y, abs_tol, grad_out):
    out = isclose(x, y, abs_tol=abs_tol)
    grad_x = 0
    grad_y = 0
    grad_abs_tol = 0


@gate("flat", "true or false, nothing between")
def isclose_both(x, y, rel_tol, abs_tol, grad_out):
    out = isclose(x, y, rel_tol=rel_tol, abs_tol=abs_tol)
    grad_x = 0
    grad_y = 0
    grad_rel_tol = 0
    grad_abs_tol = 0
