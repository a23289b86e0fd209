"""Strategies against a baseline: paired differences, twin accounting, and how sure that is."""
