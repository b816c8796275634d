"""Conversions: the same numbers in an array, or in another type. Whole numbers are flat."""

from gradgen.rules.notation import gate


@gate("copier", "its own element", shape="of_items")
def array(object, dtype=None, *, grad_out):
    out = array([[*object]], dtype=dtype)
    grad_object = own_item(grad_out, object)


@gate("copier", shape="like_first")
def array_of_array(object, dtype=None, copy=True, *, grad_out):
    out = array(object, dtype=dtype, copy=copy)
    grad_object = uncast(grad_out, object, dtype)


@gate("flat", "whole numbers", shape="like_first")
def array_of_whole(object, dtype=None, *, grad_out):
    out = array(object, dtype=dtype)
    grad_object = 0


@gate("copier", "its own element", shape="of_items")
def asarray(a, dtype=None, *, grad_out):
    out = asarray([[*a]], dtype=dtype)
    grad_a = own_item(grad_out, a)


@gate("copier", shape="like_first")
def asarray_of_array(a, dtype=None, copy=None, *, grad_out):
    out = asarray(a, dtype=dtype, copy=copy)
    grad_a = uncast(grad_out, a, dtype)


@gate("flat", "whole numbers", shape="like_first")
def asarray_of_whole(a, dtype=None, *, grad_out):
    out = asarray(a, dtype=dtype)
    grad_a = 0


@gate("copier", "in the type of x", shape="like_first")
def astype(x, dtype, copy=True, *, grad_out):
    out = astype(x, dtype, copy=copy)
    grad_x = uncast(grad_out, x, dtype)


@gate("flat", "whole numbers", shape="like_first")
def astype_whole(x, dtype, copy=True, *, grad_out):
    out = astype(x, dtype, copy=copy)
    grad_x = 0


@gate("copier", "in the type of value", shape="like_first")
def float64(value, *, grad_out):
    out = float64(value)
    grad_value = as_float_again(grad_out, value)


@gate("copier", "in the type of value", shape="like_first")
def float32(value, *, grad_out):
    out = float32(value)
    grad_value = as_float_again(grad_out, value)


@gate("copier", "in the type of value", shape="like_first")
def float16(value, *, grad_out):
    out = float16(value)
    grad_value = as_float_again(grad_out, value)


@gate("copier", "in the type of value", shape="like_first")
def longdouble(value, *, grad_out):
    out = longdouble(value)
    grad_value = as_float_again(grad_out, value)


@gate("flat", "whole numbers", shape="like_first")
def integer(value, *, grad_out):
    out = integer(value)
    grad_value = 0


@gate("copier", "arranged like a", shape="scalar")
def item(a, *, grad_out):
    out = item(a)
    grad_a = reshape_like(grad_out, a)


@gate("copier", "back into place", shape="scalar")
def item_at(a, args, *, grad_out):
    out = item(a, [*args])
    grad_a = back_to_item(grad_out, a)


@gate("flat", "a type is no number", shape="scalar")
def issubdtype(arg1, arg2, *, grad_out):
    out = issubdtype(arg1, arg2)
