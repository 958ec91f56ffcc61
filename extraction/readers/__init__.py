"""File formats and table notations: bytes to text, text to paragraphs and grids."""
