# gradgen: --wrt rotation,translation,focal,k1,k2,points
# at: N=4, rotation=[0.1, -0.2, 0.3], translation=[0.1, 0.2, -9], focal=500, k1=0.1, k2=-0.05
# at: N=1, rotation=[1, 0.5, 0], translation=[0, 0, 7], focal=1.5, k1=0, k2=0.1
import numpy as np
from jaxtyping import Float


def rotate(points, rotation):
    """Rodrigues' formula: turn points around an axis, whose length is the angle."""
    angle = np.linalg.norm(rotation)
    cos, sin = np.cos(angle), np.sin(angle)
    axis = rotation / angle
    along = np.outer(points @ axis, axis)
    return cos * points + sin * np.cross(axis, points) + (1 - cos) * along


def residuals(
    rotation: Float[np.ndarray, "3"],
    translation: Float[np.ndarray, "3"],
    focal: float,
    k1: float,
    k2: float,
    points: Float[np.ndarray, "N 3"],
    observed: Float[np.ndarray, "N 2"],
):
    """Where a camera sees the points, less where they were observed."""
    seen = rotate(points, rotation) + translation
    flat = -seen[:, :2] / seen[:, 2:]
    radius = np.sum(flat**2, axis=1, keepdims=True)  # squared
    distortion = 1 + k1 * radius + k2 * radius**2
    return (focal * distortion * flat - observed).ravel()
