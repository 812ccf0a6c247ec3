"""The pact, the trial with its measures, and its bilan."""
