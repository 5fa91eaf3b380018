"""Judges of predictions: which triggers of a label an answer names, and how coherent it is. Plain Python, no ORM."""
