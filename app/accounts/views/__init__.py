"""Signing in, one's own space and settings, and the page a person shows."""
