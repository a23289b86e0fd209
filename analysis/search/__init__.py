"""The best policy under a budget: several objectives, uncertain worlds, a rival that answers."""
