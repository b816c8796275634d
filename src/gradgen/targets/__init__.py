"""Names of the same mathematics elsewhere: a table for each library that code is written for."""
