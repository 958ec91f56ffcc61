"""What things are: amounts, grids, rows, checks, findings, documents, settings and errors.

Nothing here reads a file, calls a model or knows how a table is read.
"""
