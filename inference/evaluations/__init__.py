"""Asking a model about the samples of a benchmark in the paper's settings: plain Python over an engine."""
