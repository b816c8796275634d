"""Differences of neighbours, areas under curves, and lines between points."""

from gradgen.rules.notation import gate


@gate("copier", "differences of what came back", shape="differences")
def diff(a, n=1, axis=-1, *, grad_out):
    out = diff(a, n=n, axis=axis)
    grad_a = undiff(grad_out, a, n, axis)


@gate("copier", "differences of what came back", shape="unknown")
def diff_behind(a, prepend, n=1, axis=-1, *, grad_out):
    out = diff(a, prepend=prepend, n=n, axis=axis)
    grad_a = part_of_diff(grad_out, [prepend, a], 1, n, axis)
    grad_prepend = part_of_diff(grad_out, [prepend, a], 0, n, axis)


@gate("copier", "differences of what came back", shape="unknown")
def diff_before(a, append, n=1, axis=-1, *, grad_out):
    out = diff(a, append=append, n=n, axis=axis)
    grad_a = part_of_diff(grad_out, [a, append], 0, n, axis)
    grad_append = part_of_diff(grad_out, [a, append], 1, n, axis)


@gate("copier", "differences of what came back", shape="unknown")
def diff_between(a, prepend, append, n=1, axis=-1, *, grad_out):
    out = diff(a, prepend=prepend, append=append, n=n, axis=axis)
    grad_a = part_of_diff(grad_out, [prepend, a, append], 1, n, axis)
    grad_prepend = part_of_diff(grad_out, [prepend, a, append], 0, n, axis)
    grad_append = part_of_diff(grad_out, [prepend, a, append], 2, n, axis)


@gate("copier", "differences of what came back", shape="flat_differences")
def ediff1d(ary, *, grad_out):
    out = ediff1d(ary)
    grad_ary = undiff_flat(grad_out, ary)


# f[i + 1] - f[i - 1] over twice the spacing, and over one spacing at both ends.
@gate("copier", "differences of what came back", shape="slopes")
def gradient(f, varargs=1.0, axis=None, *, grad_out):
    out = gradient(f, varargs=varargs, axis=axis)
    grad_f = ungradient(grad_out, f, axis) / spacing(f, varargs, axis)
    grad_varargs = -sum(grad_out * out) / spacing(f, varargs, axis)
    dot_out = slopes_of(dot_f, varargs, axis) - out * dot_varargs / spacing(f, varargs, axis)


@gate("multiplier", "by the widths of the panels", shape="reduced")
def trapezoid(y, dx=1.0, axis=-1, *, grad_out):
    out = trapezoid(y, x=None, dx=dx, axis=axis)
    grad_y = restored(grad_out, y, axis, False) * panel_ends(y, dx, axis)
    grad_dx = panel_heights(grad_out, y, dx, axis)


@gate("multiplier", "by the widths of the panels", shape="reduced")
def trapezoid_between(y, x, axis=-1, *, grad_out):
    out = trapezoid(y, x=x, axis=axis)
    grad_y = restored(grad_out, y, axis, False) * point_weights(y, x, axis)
    grad_x = points_back(grad_out, y, x, axis)


# Between two points the slope is that of the line between them; outside of all points it is 0.
@gate("function", "the slope between the points", shape="like_first")
def interp(x, xp, fp, *, grad_out):
    out = interp(x, xp=xp, fp=fp)
    grad_x = grad_out * slope_between(x, xp, fp)
    grad_xp = -to_points(grad_out * slope_between(x, xp, fp), x, xp)
    grad_fp = to_points(grad_out, x, xp)
    slope = slope_between(x, xp, fp)  # the slope there
    dot_out = slope * (dot_x - interp(x, xp, dot_xp)) + interp(x, xp, dot_fp)
