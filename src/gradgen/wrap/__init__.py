"""Generated functions as operations of other frameworks, which are given their gradients so."""
