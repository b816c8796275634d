# gradgen: --wrt u
# modes: jvp hvp
# at: N=5, M=4, h=0.5
# at: N=3, M=3, h=1
# at: N=3, M=1, h=1
import numpy as np
from jaxtyping import Float


def residual_energy(u: Float[np.ndarray, "N M"], f: Float[np.ndarray, "N M"], h: float):
    """How far a grid function is from solving Poisson's equation -u_xx - u_yy = f."""
    neighbours = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]
    residual = (4 * u[1:-1, 1:-1] - neighbours) / h**2 - f[1:-1, 1:-1]
    return 0.5 * np.sum(residual**2)
