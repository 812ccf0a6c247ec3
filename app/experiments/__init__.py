"""The pact, the trial with its measures and shared risks, and its bilan."""
