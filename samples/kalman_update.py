# gradgen: --wrt x,P,z,R
# at: x=[0.5, -1], P=[[2, 0.3], [0.3, 1]], z=[1.2], H=[[1, 0.5]], R=[[0.4]]
# at: x=[0.5, -1, 2], P=[[2, 0.3, 0], [0.3, 1, 0.2], [0, 0.2, 1.5]], z=[1.2, -0.4], H=[[1, 0, 1], [0, 1, -1]], R=[[0.4, 0.1], [0.1, 0.9]]
import numpy as np
from jaxtyping import Float


def update(
    x: Float[np.ndarray, "D"],
    P: Float[np.ndarray, "D D"],
    z: Float[np.ndarray, "M"],
    H: Float[np.ndarray, "M D"],
    R: Float[np.ndarray, "M M"],
):
    """State and covariance after a measurement z = H x + noise of covariance R."""
    innovation = z - H @ x
    cross = P @ H.T  # covariance of state and measurement
    S = H @ cross + R
    gain = np.linalg.solve(S, cross.T).T
    x = x + gain @ innovation
    P = P - gain @ cross.T
    return x, P
