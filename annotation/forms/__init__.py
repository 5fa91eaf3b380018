"""What the pages of benchmarks ask for."""
