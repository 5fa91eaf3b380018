"""Picture files: read safely, stored under their checksum, compared, and named by their relative paths."""
