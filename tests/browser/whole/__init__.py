"""The whole of the pages: every kind, for every role, from the demo territory. Commands, not tests."""
