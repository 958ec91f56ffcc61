"""Failing identities of the whole document to the cheapest changes that mend them, if unique."""
