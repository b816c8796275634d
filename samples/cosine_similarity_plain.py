import numpy as np


def cosine_similarity(a, b):
    """The cosine of the angle between each row of `a` and the same row of `b`."""
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.sum(a * b, axis=1) / lengths
