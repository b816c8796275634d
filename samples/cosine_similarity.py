# at: a=[[3, 4]], b=[[4, 3]], grad_out=[125] gives [[5.6, -4.2]], [[-4.2, 5.6]]
# at: N=4, D=3
# at: N=0, D=3
import numpy as np
from jaxtyping import Float


def cosine_similarity(a: Float[np.ndarray, "N D"], b: Float[np.ndarray, "N D"]):
    """The cosine of the angle between each row of `a` and the same row of `b`."""
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.sum(a * b, axis=1) / lengths
