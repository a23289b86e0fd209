"""The page of a sweep: its design, what matters, what to do, and how sure that is."""
