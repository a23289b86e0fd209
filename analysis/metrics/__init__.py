"""One definition for every number: a run records counts and sums, and ratios are made here."""
