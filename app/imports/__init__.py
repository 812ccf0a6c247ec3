"""What other platforms export, brought in."""
