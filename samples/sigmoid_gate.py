# modes: jvp hvp
# at: x=1 gives 0.20


def sigmoid_gate(x):
    L = sigmoid(x)
    return L
