# modes: jvp hvp


def fan_out(x, y):
    total = x + y
    # total is used three times: its gradient has three contributions
    square = total * total
    return square * x + total
