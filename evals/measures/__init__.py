"""Measures of results against gold: what was read, where, how surely, and at what cost."""
