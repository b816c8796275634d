"""Splitting: an array is cut into parts; going back, they are put together again."""

from gradgen.rules.notation import gate


@gate("copier", "joined again", shape="in_equal_parts")
def split(ary, indices_or_sections, axis=0, *, grad_parts):
    (*parts,) = split(ary, indices_or_sections, axis=axis)
    grad_ary = rejoined([*grad_parts], axis)


@gate("copier", "joined again", shape="in_parts")
def array_split(ary, indices_or_sections, axis=0, *, grad_parts):
    (*parts,) = array_split(ary, indices_or_sections, axis=axis)
    grad_ary = rejoined([*grad_parts], axis)


@gate("copier", "joined again", shape="beside_in_parts")
def hsplit(ary, indices_or_sections, *, grad_parts):
    (*parts,) = hsplit(ary, indices_or_sections)
    grad_ary = hstack([*grad_parts])


@gate("copier", "joined again", shape="upon_in_parts")
def vsplit(ary, indices_or_sections, *, grad_parts):
    (*parts,) = vsplit(ary, indices_or_sections)
    grad_ary = concatenate([*grad_parts])


@gate("copier", "joined again", shape="behind_in_parts")
def dsplit(ary, indices_or_sections, *, grad_parts):
    (*parts,) = dsplit(ary, indices_or_sections)
    grad_ary = concatenate([*grad_parts], axis=2)


@gate("copier", "joined again", shape="unstacked")
def unstack(x, axis=0, *, grad_parts):
    (*parts,) = unstack(x, axis=axis)
    grad_x = restacked([*grad_parts], axis)
