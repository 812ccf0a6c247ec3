"""What is written on paper and brought in by a relay."""
