"""Benchmarks: one module for each thing measured, run by `python -m evals.bench.<name>`.

Each prints its figures with their units and the size of the sample they come from.
"""
