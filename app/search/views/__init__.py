"""The search page, and pairs that look alike."""
