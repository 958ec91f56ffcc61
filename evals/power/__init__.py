"""How many wrong figures the sums of a document catch, locate and put right, and at what price."""
