"""Rules by family. Modules here are read as text and never imported by the generator."""
