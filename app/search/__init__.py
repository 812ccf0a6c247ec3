"""Search in everything that can be read, and what looks alike."""
