import numpy as np
from jaxtyping import Float
from numpy.lib.stride_tricks import sliding_window_view


def windows_back(grad, window_shape, axis, like):
    """The sum of the windows that `sliding_window_view` cuts from `like`, each in its place."""
    total = np.zeros(np.shape(like), dtype=grad.dtype)
    windows = np.lib.stride_tricks.sliding_window_view(
        total, window_shape, axis, writeable=True
    )
    for place in np.ndindex(windows.shape[np.ndim(like) :]):
        windows[(..., *place)] += grad[(..., *place)]
    return total


def convolve_backward(
    images: Float[np.ndarray, "N H W"],
    filters: Float[np.ndarray, "F 3 3"],
    bias: Float[np.ndarray, "F"],
    grad_out=1.0,
):
    """Gradient of `convolve` by reverse mode.

    Returns grad_images, grad_filters, grad_bias.
    """
    # forward
    windows = sliding_window_view(images, (3, 3), axis=(1, 2))  # [N, H-2, W-2, 3, 3]
    t1 = np.einsum("nhwij,fij->nhwf", windows, filters)  # [N, H-2, W-2, F]
    out = t1 + bias  # [N, H-2, W-2, F]

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t1 = grad_out  # gradient copier -> [N, H-2, W-2, F]
    grad_bias = grad_out.sum(axis=(0, 1, 2))  # gradient copier, summed over N, H-2, W-2
    del t1, out  # not read again
    grad_windows = np.einsum("nhwf,fij->nhwij", grad_t1, filters)  # gradient multiplier
    grad_filters = np.einsum("nhwf,nhwij->fij", grad_t1, windows)  # gradient multiplier
    grad_images = windows_back(grad_windows, (3, 3), (1, 2), images)  # gradient copier

    return grad_images, grad_filters, grad_bias
