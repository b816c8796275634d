# at: x=3, low=-1, high=2, floor=0.5


def clamp(x, low, high, floor):
    capped = min(x, high)
    clamped = max(capped, low)
    L = max(clamped, floor, 0)
    return L
