# gradgen: --wrt rotation,translation,focal,k1,k2,points
import numpy as np


def rotate(points, rotation):
    """Rodrigues' formula: turn points around an axis, whose length is the angle."""
    angle = np.linalg.norm(rotation)
    cos, sin = np.cos(angle), np.sin(angle)
    axis = rotation / angle
    along = np.outer(points @ axis, axis)
    return cos * points + sin * np.cross(axis, points) + (1 - cos) * along


def residuals(rotation, translation, focal, k1, k2, points, observed):
    """Where a camera sees the points, less where they were observed."""
    seen = rotate(points, rotation) + translation
    flat = -seen[:, :2] / seen[:, 2:]
    radius = np.sum(flat**2, axis=1, keepdims=True)  # squared
    distortion = 1 + k1 * radius + k2 * radius**2
    return (focal * distortion * flat - observed).ravel()
