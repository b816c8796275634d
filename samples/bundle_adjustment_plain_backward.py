import numpy as np


def left_of_matmul(grad, x, y):
    """The gradient of `x` in `x @ y`: `grad @ y.T`, for vectors and stacks of matrices too."""
    if np.ndim(y) == 1:
        return np.multiply.outer(grad, y)
    if np.ndim(y) == 2:
        return grad @ np.transpose(y)
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(rows @ np.swapaxes(y, -1, -2), x)


def right_of_matmul(grad, x, y):
    """The gradient of `y` in `x @ y`: `x.T @ grad`, for vectors and stacks of matrices too."""
    if np.ndim(y) < 3:
        leading = tuple(range(np.ndim(x) - 1))
        return np.tensordot(x, grad, (leading, leading))
    rows = grad[..., None, :] if np.ndim(x) == 1 else grad
    return unbroadcast(np.swapaxes(np.atleast_2d(x), -1, -2) @ rows, y)


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def residuals_backward(
    rotation, translation, focal, k1, k2, points, observed, grad_out=1.0
):
    """Gradient of `residuals` by reverse mode.

    Returns grad_rotation, grad_translation, grad_focal, grad_k1, grad_k2, grad_points.
    """
    # forward
    angle = np.linalg.norm(rotation)
    cos = np.cos(angle)
    sin = np.sin(angle)
    axis = rotation / angle
    t1 = points @ axis
    along = np.outer(t1, axis)
    t2 = cos * points
    t3 = np.cross(axis, points)
    t4 = sin * t3
    t5 = t2 + t4
    t6 = 1 - cos
    t7 = t6 * along
    t8 = t5 + t7
    seen = t8 + translation
    t9 = seen[:, :2]
    t10 = -t9
    t11 = seen[:, 2:]
    flat = t10 / t11
    t12 = flat**2
    radius = np.sum(t12, axis=1, keepdims=True)  # squared
    t13 = k1 * radius
    t14 = 1 + t13
    t15 = radius**2
    t16 = k2 * t15
    distortion = t14 + t16
    t17 = focal * distortion
    t18 = t17 * flat
    t19 = t18 - observed
    out = t19.ravel()

    # backward
    grad_out = np.full_like(out, grad_out)  # upstream gradient, in the shape of out
    grad_t19 = grad_out.reshape(t19.shape)  # gradient copier: arranged like t19
    grad_t18 = unbroadcast(grad_t19, t18)  # gradient copier
    grad_t17 = unbroadcast(grad_t18 * flat, t17)  # gradient multiplier
    grad_flat = unbroadcast(grad_t18 * t17, flat)  # gradient multiplier
    grad_focal = unbroadcast(grad_t17 * distortion, focal)  # gradient multiplier
    grad_distortion = unbroadcast(grad_t17 * focal, distortion)  # gradient multiplier
    grad_t14 = unbroadcast(grad_distortion, t14)  # gradient copier
    grad_t16 = unbroadcast(grad_distortion, t16)  # gradient copier
    grad_k2 = unbroadcast(grad_t16 * t15, k2)  # gradient multiplier
    grad_t15 = unbroadcast(grad_t16 * k2, t15)  # gradient multiplier
    grad_radius = grad_t15 * 2 * radius  # power: local gradient 2 * radius
    grad_t13 = grad_t14  # gradient copier
    grad_k1 = unbroadcast(grad_t13 * radius, k1)  # gradient multiplier
    grad_radius = grad_radius + unbroadcast(grad_t13 * k1, radius)  # gradient adder
    grad_t12 = np.broadcast_to(grad_radius, np.shape(t12))  # gradient copier
    grad_flat = grad_flat + grad_t12 * 2 * flat  # gradient adder: flat forks; power
    grad_t10 = unbroadcast(grad_flat / t11, t10)  # gradient divider
    grad_t11 = -unbroadcast(grad_flat * flat, t11) / t11  # gradient divider
    del t10, t12, t13, t14, t16, t18, t19, out, grad_radius, grad_t12  # not read again
    grad_seen = np.zeros_like(seen)  # gradient adder: seen is read in parts
    grad_seen[:, 2:] += grad_t11  # gradient copier: back into place
    grad_t9 = -grad_t10  # gradient copier: with the sign turned
    grad_seen[:, :2] += grad_t9  # gradient adder: seen forks; gradient copier
    grad_t8 = unbroadcast(grad_seen, t8)  # gradient copier
    grad_translation = unbroadcast(grad_seen, translation)  # gradient copier
    grad_t5 = unbroadcast(grad_t8, t5)  # gradient copier, summed where t5 was broadcast
    grad_t7 = unbroadcast(grad_t8, t7)  # gradient copier, summed where t7 was broadcast
    grad_t6 = np.sum(grad_t7 * along)  # gradient multiplier, summed: t6 was broadcast
    grad_along = grad_t7 * t6  # gradient multiplier
    grad_cos = -grad_t6  # gradient copier: with the sign of - cos
    grad_t2 = unbroadcast(grad_t5, t2)  # gradient copier, summed where t2 was broadcast
    grad_t4 = unbroadcast(grad_t5, t4)  # gradient copier, summed where t4 was broadcast
    grad_sin = np.sum(grad_t4 * t3)  # gradient multiplier, summed: sin was broadcast
    grad_t3 = grad_t4 * sin  # gradient multiplier
    grad_axis = unbroadcast(np.cross(points, grad_t3), axis)  # gradient multiplier
    grad_points = unbroadcast(np.cross(grad_t3, axis), points)  # gradient multiplier
    grad_cos = grad_cos + np.sum(grad_t2 * points)  # gradient adder: cos forks
    grad_points = grad_points + grad_t2 * cos  # gradient adder: points forks
    grad_t1 = np.reshape(grad_along @ np.ravel(axis), t1.shape)  # gradient multiplier
    grad_axis = grad_axis + np.reshape(
        np.ravel(t1) @ grad_along, axis.shape
    )  # gradient adder: axis forks; gradient multiplier
    grad_points = grad_points + left_of_matmul(grad_t1, points, axis)  # gradient adder
    grad_axis = grad_axis + right_of_matmul(grad_t1, points, axis)  # gradient adder
    grad_rotation = grad_axis / angle  # gradient divider: local gradient 1 / angle
    grad_angle = -np.sum(grad_axis * axis) / angle  # gradient divider, summed
    grad_angle = grad_angle + grad_sin * np.cos(angle)  # gradient adder: angle forks
    grad_angle = grad_angle + -grad_cos * np.sin(angle)  # gradient adder: angle forks
    t20 = grad_angle / np.where(angle == 0, 1, angle)  # norm: 0 where the norm is 0
    grad_rotation = grad_rotation + t20 * rotation  # gradient adder: rotation forks

    return grad_rotation, grad_translation, grad_focal, grad_k1, grad_k2, grad_points
