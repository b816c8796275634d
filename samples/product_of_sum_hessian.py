def f_hessian(x, y, z):
    """Hessian of `f`, by forward mode over reverse mode.

    Returns a row for each of x, y, z, with a block for each of x, y, z.
    """
    # forward
    # q = x + y (value not needed)
    # L = q * z (value not needed)

    # backward
    # grad_q = z (value not needed)
    # grad_z = q (value not needed)
    # grad_x = grad_q (value not needed)
    # grad_y = grad_q (value not needed)

    # forward along x
    hess_x_x = 0.0  # zero tangent: grad_x does not depend on x
    hess_y_x = 0.0  # zero tangent: grad_y does not depend on x
    hess_z_x = 1.0

    # forward along y
    hess_x_y = 0.0  # zero tangent: grad_x does not depend on y
    hess_y_y = 0.0  # zero tangent: grad_y does not depend on y
    hess_z_y = 1.0

    # forward along z
    hess_x_z = 1.0
    hess_y_z = 1.0
    hess_z_z = 0.0  # zero tangent: grad_z does not depend on z

    return (
        (hess_x_x, hess_x_y, hess_x_z),
        (hess_y_x, hess_y_y, hess_y_z),
        (hess_z_x, hess_z_y, hess_z_z),
    )
