"""What is read of places and of charters."""
