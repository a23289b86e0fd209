"""The attitudinal part of the model, held against what a firm knows of its own customers."""
