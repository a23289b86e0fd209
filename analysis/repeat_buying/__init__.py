"""Models of repeat buying that nobody here made up: the NBD-Dirichlet and the BG/NBD."""
