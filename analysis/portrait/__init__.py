"""A firm's customers in one picture: who they are, what holds them, and what a manager sees of it."""
