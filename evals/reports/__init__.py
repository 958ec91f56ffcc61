"""Reports of evaluations: one model, and its forms for terminals, programs and people."""
