"""Batch experiments: files that plan them, the runs, and a store that can be trusted."""
