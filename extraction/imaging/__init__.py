"""Page images: made upright and even, their ruling lines, and whether a text layer fits them."""
