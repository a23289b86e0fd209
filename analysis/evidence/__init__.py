"""The evidence: published facts of customer loyalty as experiments, measured and judged."""
