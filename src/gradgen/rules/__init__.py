"""The rule book: for each gate a worked example of its gradient, and what finds and reads it."""
