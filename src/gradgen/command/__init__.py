"""What the command does around the pipeline: files in, files out, and what is said meanwhile."""
