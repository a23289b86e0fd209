"""What a sweep says: what matters, what to do, and which assumption would reverse the advice."""
