# gradgen: --wrt h,c
# at: x=0.5, h=-0.2, c=0.7, w=0.3, u=-0.6, b=0.1


def gate(x, h, w, u, b):
    return w * x + u * h + b


def lstm_cell(x, h, c, w, u, b=0.0):
    """One step of a long short-term memory with one unit."""
    forget = sigmoid(gate(x, h, w, u, b))
    write = sigmoid(gate(x, h, u, w, b))
    read = sigmoid(gate(x, h, w, w, b))
    # the conveyor belt
    c = forget * c + write * tanh(gate(x, h, u, u, b))
    h = read * tanh(c)
    return h, c
