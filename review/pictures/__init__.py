"""Reviewing a picture with all its questions at once."""
