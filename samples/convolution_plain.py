import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolve(images, filters, bias):
    """Convolution as networks have it, with a stride of 1 and no padding."""
    windows = sliding_window_view(images, (3, 3), axis=(1, 2))
    return np.einsum("nhwij,fij->nhwf", windows, filters) + bias
