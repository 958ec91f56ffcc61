"""What the checks say, worded for a person: findings and reasons."""
