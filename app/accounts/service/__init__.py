"""What changes accounts, sessions, factors and roles."""
