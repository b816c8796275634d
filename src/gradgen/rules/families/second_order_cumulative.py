"""What products of many factors send back, as gates: gradients of it exist again."""

from gradgen.rules.notation import gate


# Linear in grad: what comes back is the derivative of the products along it. The rest is their
# second derivative along grad_out, which is symmetric.
@gate("function", "second derivatives of the products", shape="like_second")
def back_through_cumprod(grad, x, axis=None, *, grad_out):
    out = back_through_cumprod(grad, x=x, axis=axis)
    grad_grad = cumprod_gains(grad_out, x, axis)
    grad_x = cumprod_crossed(grad, grad_out, x, axis)
    dot_out = cumprod_back(dot_grad, x, axis) + cumprod_crossed(grad, dot_x, x, axis)


@gate("function", "second derivatives of the products", shape="cumulated")
def gains_of_cumprod(gain, x, axis=None, *, grad_out):
    out = gains_of_cumprod(gain, x=x, axis=axis)
    grad_gain = cumprod_back(grad_out, x, axis)
    grad_x = cumprod_crossed(grad_out, gain, x, axis)
    dot_out = cumprod_gains(dot_gain, x, axis) + second_gains(gain, dot_x, x, axis)


@gate("function", "second derivatives of the product", shape="like_first")
def product_of_all_others(x, axis=None, *, grad_out):
    out = product_of_all_others(x, axis=axis)
    grad_x = product_crossed(grad_out, x, axis)
    dot_out = product_crossed(dot_x, x, axis)
