"""What people fill in to start a draft run."""
