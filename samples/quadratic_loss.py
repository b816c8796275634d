# gradgen: --wrt w,b
# modes: hvp hessian
# at: w=2, b=-1, x=1.5, y=0.5 gives 4.5, 3


def loss(w, b, x, y):
    prediction = w * x + b
    error = prediction - y
    return error**2
