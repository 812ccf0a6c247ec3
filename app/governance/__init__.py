"""The rules of shared governance, pure: charters, gates, tallies, consent, simulation. No Flask, no database."""
