"""Durable work: what clients sent, worked on until each document has its one result."""
