"""The stages, one file each. None imports another; `extraction.pipeline` holds their order."""
