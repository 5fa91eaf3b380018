"""Importing: what is brought (files, archives, rows), how each kind is read and put in, and the run that does it."""
