# gradgen: --wrt x,gain,bias
# at: N=4, D=5
# at: N=1, D=3
# at: N=0, D=3
import numpy as np
from jaxtyping import Float


def layer_norm(
    x: Float[np.ndarray, "N D"],
    gain: Float[np.ndarray, "D"],
    bias: Float[np.ndarray, "D"],
    eps: float = 1e-5,
):
    centred = x - np.mean(x, axis=-1, keepdims=True)
    variance = np.mean(centred**2, axis=-1, keepdims=True)
    normed = centred / np.sqrt(variance + eps)
    return normed * gain + bias
