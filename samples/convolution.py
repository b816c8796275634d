# at: N=2, H=5, W=4, F=2
# at: N=1, H=3, W=3, F=1
import numpy as np
from jaxtyping import Float
from numpy.lib.stride_tricks import sliding_window_view


def convolve(
    images: Float[np.ndarray, "N H W"],
    filters: Float[np.ndarray, "F 3 3"],
    bias: Float[np.ndarray, "F"],
):
    """Convolution as networks have it, with a stride of 1 and no padding."""
    windows = sliding_window_view(images, (3, 3), axis=(1, 2))
    return np.einsum("nhwij,fij->nhwf", windows, filters) + bias
