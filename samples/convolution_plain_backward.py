import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def in_shape_of(grad, like):
    """`grad` in the shape of `like`: repeated where that was summed, and the other way round."""
    if np.shape(grad) == np.shape(like):
        return grad
    return unbroadcast(grad * np.ones_like(like), like)


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def windows_back(grad, window_shape, axis, like):
    """The sum of the windows that `sliding_window_view` cuts from `like`, each in its place."""
    total = np.zeros(np.shape(like), dtype=grad.dtype)
    windows = np.lib.stride_tricks.sliding_window_view(
        total, window_shape, axis, writeable=True
    )
    for place in np.ndindex(windows.shape[np.ndim(like) :]):
        windows[(..., *place)] += grad[(..., *place)]
    return total


def convolve_backward(images, filters, bias, grad_out=1.0):
    """Gradient of `convolve` by reverse mode.

    Returns grad_images, grad_filters, grad_bias.
    """
    # forward
    windows = sliding_window_view(images, (3, 3), axis=(1, 2))
    t1 = np.einsum("nhwij,fij->nhwf", windows, filters)
    out = t1 + bias

    # backward
    grad_out = grad_out * np.ones_like(out)  # upstream gradient, in the shape of out
    grad_t1 = unbroadcast(grad_out, t1)  # gradient copier
    grad_bias = unbroadcast(grad_out, bias)  # gradient copier
    grad_windows = in_shape_of(
        np.einsum("nhwf,fij->nhwij", grad_t1, filters), windows
    )  # gradient multiplier
    grad_filters = in_shape_of(
        np.einsum("nhwf,nhwij->fij", grad_t1, windows), filters
    )  # gradient multiplier
    grad_images = windows_back(grad_windows, (3, 3), (1, 2), images)  # gradient copier

    return grad_images, grad_filters, grad_bias
