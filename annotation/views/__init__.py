"""The pages of benchmarks, pictures, imports, releases and people."""
