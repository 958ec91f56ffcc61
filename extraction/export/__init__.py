"""How a result is written and read back: JSON, workbook, flat cells."""
