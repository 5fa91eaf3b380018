"""The pages of draft runs."""
