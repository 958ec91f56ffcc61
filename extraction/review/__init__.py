"""The review desk: what people decide of a result, as events that are replayed over it."""
