"""Sums of tables of no known kind, discovered from labels and arithmetic together."""
