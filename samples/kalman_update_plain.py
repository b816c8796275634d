# gradgen: --wrt x,P,z,R
import numpy as np


def update(x, P, z, H, R):
    """State and covariance after a measurement z = H x + noise of covariance R."""
    innovation = z - H @ x
    cross = P @ H.T  # covariance of state and measurement
    S = H @ cross + R
    gain = np.linalg.solve(S, cross.T).T
    x = x + gain @ innovation
    P = P - gain @ cross.T
    return x, P
