"""Wiring only: settings, addresses, Celery, and the embedded servers."""
