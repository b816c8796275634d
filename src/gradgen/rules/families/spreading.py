"""Broadcasting by name: what was repeated is summed going back."""

from gradgen.rules.notation import gate


@gate("copier", "summed where array was repeated", shape="given_shape")
def broadcast_to(array, shape, *, grad_out):
    out = broadcast_to(array, shape=shape)
    grad_array = summed_to(grad_out, array)


@gate("copier", "summed where it was repeated", shape="broadcast_together")
def broadcast_arrays(args, *, grad_parts):
    (*parts,) = broadcast_arrays(*args)
    grad_args = own_part([*grad_parts], args)


@gate("copier", "summed where it was repeated", shape="grids")
def meshgrid(xi, copy=True, sparse=False, indexing="xy", *, grad_parts):
    (*parts,) = meshgrid(*xi, copy=copy, sparse=sparse, indexing=indexing)
    grad_xi = own_grid([*grad_parts], xi, sparse, indexing)
