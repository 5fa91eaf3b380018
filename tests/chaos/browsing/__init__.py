"""Faults on the way between an annotator's browser and the record."""
