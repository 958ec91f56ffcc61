"""Confidence fitted on noised gold: the documents, the fit, its check and its report."""
