"""From circuits to the text of a module, formatted by black."""
