"""Ready studies over the shipped industries: what they ask, their runs, tables and pictures."""
