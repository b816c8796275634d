"""Generated files that are committed: what they were made from, and whether they still hold."""
