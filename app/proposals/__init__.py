"""Needs and projects: from the first words to the stage their charter opens."""
