"""Questions asked of a roll, answered, counted, and verified by anybody."""
