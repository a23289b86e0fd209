"""What a manager would see: surveys, scores and indices, kept apart from the true state."""
