"""Releases: cutting a checksummed snapshot, reading what it holds, and writing it out in the official form."""
