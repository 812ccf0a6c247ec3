"""The public journal: everything that happened, chained, signed, verified by anybody."""
