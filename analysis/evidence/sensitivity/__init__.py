"""Which facts survive when every uncertain parameter is drawn over its range, and which not."""
