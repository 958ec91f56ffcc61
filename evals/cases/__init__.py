"""Gold cases: documents with what they really print, drafted, checked and loaded."""
