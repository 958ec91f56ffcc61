"""How it is done: the pipeline, its stages, the headers engine and the identities."""

__version__ = "0.1.0"
"""The version that made a result; it is in every result's run."""
