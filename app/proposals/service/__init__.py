"""What writes, supports, carries, moves and ends a proposal."""
