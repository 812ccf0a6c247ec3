"""What people say about a proposal, and to one another."""
