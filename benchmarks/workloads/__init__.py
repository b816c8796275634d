"""The workloads, one a file: `forward`, `by_hand`, and `inputs` of the full size or a small one."""
