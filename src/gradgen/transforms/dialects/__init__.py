"""A derived function in the words of another library than NumPy: what it lacks is told."""
