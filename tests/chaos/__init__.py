"""Faults on purpose: real servers and workers are killed, stopped and cut off, and what they did is counted."""
