"""Setting up and running the whole studio on one machine: what `make run` and `make test` call."""
