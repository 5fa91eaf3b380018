"""File formats: how a benchmark is read from files and written to them."""
