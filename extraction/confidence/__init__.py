"""Confidence of cells: what is known of a cell, and how often cells like it were right."""
