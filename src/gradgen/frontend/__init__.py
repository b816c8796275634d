"""From source text to circuits: read, resolve names, refuse, desugar, inline, flatten."""
