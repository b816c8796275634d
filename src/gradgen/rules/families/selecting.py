"""Selecting: some elements are taken, or one of several arrays at each place."""

from gradgen.rules.notation import gate


@gate("copier", "back to where it was taken", shape="taken")
def take(a, indices, axis=None, mode="raise", *, grad_out):
    out = take(a, indices, axis=axis, mode=mode)
    grad_a = returned(grad_out, a, indices, axis, mode)


@gate("copier", "back to where it was taken", shape="taken_along_axis")
def take_along_axis(arr, indices, axis=-1, *, grad_out):
    out = take_along_axis(arr, indices, axis=axis)
    grad_arr = scatter(grad_out, take_along_axis(places_of(arr), indices, axis=axis), arr)


@gate("copier", "back to where it was kept", shape="compressed")
def compress(condition, a, axis=None, *, grad_out):
    out = compress(condition, a, axis=axis)
    grad_a = uncompressed(grad_out, condition, a, axis)


@gate("copier", "back to where it was kept", shape="compressed")
def extract(condition, arr, *, grad_out):
    out = extract(condition, arr)
    grad_arr = scatter(grad_out, extract(condition, places_of(arr)), arr)


@gate("router", "to the array that was chosen", shape="elementwise")
def choose(a, choices, *, grad_out):
    out = choose(a, [*choices])
    grad_choices = where_chosen(grad_out, a)
    dot_out = choose(a, [*dot_choices])


@gate("router", "to the array that was chosen", shape="elementwise")
def select(condlist, choicelist, default=0, *, grad_out):
    out = select([*condlist], [*choicelist], default=default)
    grad_choicelist = where_selected(grad_out)
    grad_default = where_none_selected(grad_out, condlist)
    dot_out = selected([*dot_choicelist], else_zeros(dot_default, default))


@gate("copier", "back to where it was kept", shape="unknown")
def delete(arr, obj, axis=None, *, grad_out):
    out = delete(arr, obj, axis=axis)
    grad_arr = scatter(grad_out, delete(places_of(arr), obj, axis=axis), arr)


# The numbers of the elements that were put in, and -1 where `arr` still stands.
@gate("copier", "its own elements", shape="unknown")
def insert(arr, obj, values, axis=None, *, grad_out):
    out = insert(arr, obj, values, axis=axis)
    origin = insert(full(shape(arr), -1), obj, places_of(values), axis=axis)
    grad_arr = reshape_to(grad_out[origin < 0], arr)
    grad_values = scatter(grad_out[origin >= 0], origin[origin >= 0], values)
