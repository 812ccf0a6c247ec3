"""What opens, answers, closes and applies a decision."""
