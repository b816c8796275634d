"""Einstein's sums: products of any number of arrays, summed over any of their axes."""

from gradgen.rules.notation import gate


# y = sum of a * b * ... over the labels that the output lacks: linear in each operand, so that what
# flows back to one of them is the same sum with the upstream gradient in its place.
@gate("multiplier", shape="einstein_sum")
def einsum(operands, optimize=False, *, grad_out):
    out = einsum([*operands], optimize=optimize)
    grad_operands = part_of_einsum(grad_out, optimize)
