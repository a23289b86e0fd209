"""The compiled pass of one step: who is asked what, in which order. No formulas live here."""
