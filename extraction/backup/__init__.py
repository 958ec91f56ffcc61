"""Backups: all that a review and a service hold, in one file, and back."""
