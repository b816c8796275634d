"""Passes over derived circuits that make them faster, and keep them readable."""
