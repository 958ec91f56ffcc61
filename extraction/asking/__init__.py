"""Asking a language model to read tables: what to ask, what its answer is worth, what to keep."""
