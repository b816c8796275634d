# at: substrate=2, inhibitor=0.5, v_max=10, k_m=1.5, k_i=0.8


def rate(substrate, inhibitor, v_max, k_m, k_i):
    """Speed of an enzyme that a competitor slows down."""
    # the competitor makes the substrate look scarcer than it is
    apparent = k_m * (1 + inhibitor / k_i)
    velocity = v_max * substrate / (apparent + substrate)
    return velocity
