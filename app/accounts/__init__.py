"""Who people are here: accounts, signing in, second factors, roles, mandates of the team, leaving."""
