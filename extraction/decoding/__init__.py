"""Failing identities to the smallest change that explains them, where there is only one.

This is the small decoder: one misread figure at a time. The decoder over the identities of the
whole document takes its place behind the same function.
"""
