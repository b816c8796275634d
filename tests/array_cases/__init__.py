"""Calls of array gates to be proved, a table for each family: `CASES`, rows of `Case`."""
