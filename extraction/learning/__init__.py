"""What people decide at the desk, made into what the next extraction knows."""
