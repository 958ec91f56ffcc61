"""How well the work is done: results are compared with what a table really says.

Gold cases, the alignment of rows with them, metrics, and documents made with known errors.
Nothing in `extraction` may depend on it: a measure must not shape what it measures.
"""
