"""The user's project: what its pyproject.toml says of gradgen and of black."""
