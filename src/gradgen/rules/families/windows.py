"""Windows that slide over an array: each element is in several, and gets back their sum."""

from gradgen.rules.notation import gate


@gate("copier", "each window back into place", shape="windows")
def sliding_window_view(x, window_shape, axis=None, *, grad_out):
    out = sliding_window_view(x, window_shape, axis=axis)
    grad_x = windows_back(grad_out, window_shape, axis, x)


@gate("copier", "cut into windows", shape="like_fourth")
def windows_back(grad, window_shape, axis, like, *, grad_out):
    out = windows_back(grad, window_shape, axis, like)
    grad_grad = sliding_window_view(grad_out, window_shape, axis)
    grad_like = 0
