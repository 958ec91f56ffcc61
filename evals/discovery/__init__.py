"""Annotated tables of no known kind: which cell is the sum of which others."""
