"""What changes the site: opening it, settings, upkeep."""
