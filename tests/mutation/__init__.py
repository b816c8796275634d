"""Mutation: what the formulas of gradgen become if one thing in them is wrong, and who notices."""
