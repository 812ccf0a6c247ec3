"""Reports, verdicts with their reasons, answers and appeals."""
