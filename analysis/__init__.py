"""Everything that looks at results, and what real purchase logs say; it reads, it never changes a run."""
