"""The HTTP interface: documents in, results, proofs and corrections out."""
