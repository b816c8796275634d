"""Facts about circuits; nothing is changed here."""
