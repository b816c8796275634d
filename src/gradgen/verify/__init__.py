"""Whether a derivative is right: it is run beside the user's function, in a process of its own."""
