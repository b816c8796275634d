import numpy as np
from jaxtyping import Float


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def residuals_backward(
    rotation: Float[np.ndarray, "3"],
    translation: Float[np.ndarray, "3"],
    focal: float,
    k1: float,
    k2: float,
    points: Float[np.ndarray, "N 3"],
    observed: Float[np.ndarray, "N 2"],
    grad_out=1.0,
):
    """Gradient of `residuals` by reverse mode.

    Returns grad_rotation, grad_translation, grad_focal, grad_k1, grad_k2, grad_points.
    """
    # forward
    angle = np.linalg.norm(rotation)
    cos = np.cos(angle)
    sin = np.sin(angle)
    axis = rotation / angle  # [3]
    t1 = points @ axis  # [N]
    along = np.outer(t1, axis)  # [N, 3]
    t2 = cos * points  # [N, 3]
    t3 = np.cross(axis, points)  # [N, 3]
    t4 = sin * t3  # [N, 3]
    t5 = t2 + t4  # [N, 3]
    t6 = 1 - cos
    t7 = t6 * along  # [N, 3]
    t8 = t5 + t7  # [N, 3]
    seen = t8 + translation  # [N, 3]
    t9 = seen[:, :2]  # [N, 2]
    t10 = -t9  # [N, 2]
    del t2, t4, t5, t7, t8  # not read again
    t11 = seen[:, 2:]  # [N, 1]
    flat = t10 / t11  # [N, 2]
    t12 = flat**2  # [N, 2]
    radius = np.sum(t12, axis=1, keepdims=True)  # squared
    t13 = k1 * radius  # [N, 1]
    t14 = 1 + t13  # [N, 1]
    t15 = radius**2  # [N, 1]
    t16 = k2 * t15  # [N, 1]
    distortion = t14 + t16  # [N, 1]
    t17 = focal * distortion  # [N, 1]
    t18 = t17 * flat  # [N, 2]
    t19 = t18 - observed  # [N, 2]
    out = t19.ravel()  # [N*2]
    del t10, t12, t13, t14, t16, t18  # not read again

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t19 = grad_out.reshape(flat.shape)  # gradient copier: arranged like t19
    grad_t18 = grad_t19  # gradient copier -> [N, 2]
    grad_t17 = np.sum(grad_t18 * flat, axis=1, keepdims=True)  # gradient multiplier
    grad_flat = grad_t18 * t17  # gradient multiplier -> [N, 2]
    grad_focal = np.sum(grad_t17 * distortion)  # gradient multiplier, summed over N
    grad_distortion = grad_t17 * focal  # gradient multiplier -> [N, 1]
    grad_t14 = grad_distortion  # gradient copier -> [N, 1]
    grad_t16 = grad_distortion  # gradient copier -> [N, 1]
    grad_k2 = np.sum(grad_t16 * t15)  # gradient multiplier, summed over N
    grad_t15 = grad_t16 * k2  # gradient multiplier -> [N, 1]
    grad_radius = grad_t15 * 2 * radius  # power: local gradient 2 * radius -> [N, 1]
    grad_t13 = grad_t14  # gradient copier -> [N, 1]
    del t15, distortion, t17, t19, out, grad_out, grad_t19, grad_t18  # not read again
    del grad_t17, grad_t15  # not read again
    grad_k1 = np.sum(grad_t13 * radius)  # gradient multiplier, summed over N
    grad_radius = grad_radius + grad_t13 * k1  # gradient adder: radius forks
    grad_t12 = np.broadcast_to(grad_radius, flat.shape)  # gradient copier -> [N, 2]
    grad_flat = grad_flat + grad_t12 * 2 * flat  # gradient adder: flat forks; power
    grad_t10 = grad_flat / t11  # gradient divider: local gradient 1 / t11 -> [N, 2]
    grad_t11 = (
        -np.sum(grad_flat * flat, axis=1, keepdims=True) / t11
    )  # gradient divider: local gradient -flat / t11, summed over 2: t11 was broadcast
    grad_seen = np.zeros_like(seen)  # gradient adder: seen is read in parts
    grad_seen[:, 2:] += grad_t11  # gradient copier: back into place
    grad_t9 = -grad_t10  # gradient copier: with the sign turned -> [N, 2]
    grad_seen[:, :2] += grad_t9  # gradient adder: seen forks; gradient copier
    grad_t8 = grad_seen  # gradient copier -> [N, 3]
    grad_translation = grad_seen.sum(axis=0)  # gradient copier, summed over N -> [3]
    grad_t5 = grad_t8  # gradient copier -> [N, 3]
    grad_t7 = grad_t8  # gradient copier -> [N, 3]
    del seen, t9, t11, flat, radius, grad_flat, grad_distortion  # not read again
    del grad_t14, grad_t16, grad_t13, grad_radius, grad_t12, grad_t10  # not read again
    del grad_t11, grad_t9  # not read again
    grad_t6 = np.sum(grad_t7 * along)  # gradient multiplier, summed over N, 3
    grad_along = grad_t7 * t6  # gradient multiplier -> [N, 3]
    grad_cos = -grad_t6  # gradient copier: with the sign of - cos
    grad_t2 = grad_t5  # gradient copier -> [N, 3]
    grad_t4 = grad_t5  # gradient copier -> [N, 3]
    grad_sin = np.sum(grad_t4 * t3)  # gradient multiplier, summed over N, 3
    grad_t3 = grad_t4 * sin  # gradient multiplier -> [N, 3]
    grad_axis = unbroadcast(np.cross(points, grad_t3), axis)  # gradient multiplier
    grad_points = unbroadcast(np.cross(grad_t3, axis), points)  # gradient multiplier
    grad_cos = grad_cos + np.sum(grad_t2 * points)  # gradient adder: cos forks
    grad_points = grad_points + grad_t2 * cos  # gradient adder: points forks
    grad_t1 = grad_along @ axis  # gradient multiplier: [N, 3] @ [3] -> [N]
    grad_axis = grad_axis + t1 @ grad_along  # gradient adder: axis forks
    grad_points = grad_points + grad_t1[:, None] * axis  # gradient adder: points forks
    grad_axis = grad_axis + grad_t1 @ points  # gradient adder: axis forks
    grad_rotation = grad_axis / angle  # gradient divider: local gradient 1 / angle
    grad_angle = -np.sum(grad_axis * axis) / angle  # gradient divider, summed over 3
    grad_angle = grad_angle + grad_sin * np.cos(angle)  # gradient adder: angle forks
    grad_angle = grad_angle + -grad_cos * np.sin(angle)  # gradient adder: angle forks
    t20 = grad_angle / np.where(angle == 0, 1, angle)  # norm: 0 where the norm is 0
    grad_rotation = grad_rotation + t20 * rotation  # gradient adder: rotation forks

    return grad_rotation, grad_translation, grad_focal, grad_k1, grad_k2, grad_points
