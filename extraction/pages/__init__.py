"""Pages of scanned and born-digital documents: read one by one, in processes of their own."""
