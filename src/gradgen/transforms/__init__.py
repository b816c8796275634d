"""From a circuit to a circuit with derivatives."""
