# gradgen: --wrt u
import numpy as np


def residual_energy(u, f, h):
    """How far a grid function is from solving Poisson's equation -u_xx - u_yy = f."""
    neighbours = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]
    residual = (4 * u[1:-1, 1:-1] - neighbours) / h**2 - f[1:-1, 1:-1]
    return 0.5 * np.sum(residual**2)
