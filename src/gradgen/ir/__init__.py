"""The circuit: blocks of gates in order, and the expressions at their right-hand sides."""
