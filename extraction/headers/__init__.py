"""The headers engine: printed tables to rows by their headers alone, with no model."""
