# gradgen: --wrt x,gain,bias
import numpy as np


def layer_norm(x, gain, bias, eps=1e-5):
    centred = x - np.mean(x, axis=-1, keepdims=True)
    variance = np.mean(centred**2, axis=-1, keepdims=True)
    normed = centred / np.sqrt(variance + eps)
    return normed * gain + bias
