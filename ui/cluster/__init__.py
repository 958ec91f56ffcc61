"""Extraction on a cluster: many documents, dealt to workers of a distributed engine."""
