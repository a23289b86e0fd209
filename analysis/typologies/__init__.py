"""Loyalty typologies as pure functions of a snapshot: one file a typology, one registry of all."""
