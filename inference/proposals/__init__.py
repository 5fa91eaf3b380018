"""What a model is asked to propose questions with: words as versioned data."""
