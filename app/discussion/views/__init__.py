"""Threads, syntheses, and writing in them."""
