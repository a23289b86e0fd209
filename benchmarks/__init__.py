"""The market beside its twins in plain Mesa objects and in vectorised NumPy, timed side by side."""
