"""What is asked of an array without looking at its elements: whole numbers, and types."""

from gradgen.rules.notation import gate


@gate("flat", "a size is whole", shape="vector_of_shape")
def shape(a, *, grad_out):
    out = shape(a)
    grad_a = 0


@gate("flat", "a size is whole", shape="scalar")
def size(a, axis=None, *, grad_out):
    out = size(a, axis=axis)
    grad_a = 0


@gate("flat", "a size is whole", shape="scalar")
def ndim(a, *, grad_out):
    out = ndim(a)
    grad_a = 0


@gate("flat", "a size is whole", shape="scalar")
def len(a, *, grad_out):
    out = len(a)
    grad_a = 0


@gate("flat", "a size is whole", shape="scalar")
def itemsize(a, *, grad_out):
    out = itemsize(a)
    grad_a = 0


@gate("flat", "a size is whole", shape="scalar")
def nbytes(a, *, grad_out):
    out = nbytes(a)
    grad_a = 0


@gate("flat", "a type is no number", shape="scalar")
def dtype(a, *, grad_out):
    out = dtype(a)
    grad_a = 0


@gate("flat", "a type is no number", shape="scalar")
def result_type(arrays_and_dtypes, *, grad_out):
    out = result_type(*arrays_and_dtypes)
    grad_arrays_and_dtypes = 0


@gate("flat", "a shape is of whole numbers", shape="unknown")
def broadcast_shapes(args, *, grad_out):
    out = broadcast_shapes(*args)
