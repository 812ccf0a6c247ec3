"""Associations, companies, town halls: their page, and who speaks for them."""
