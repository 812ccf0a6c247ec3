"""The pages of the site: home, help, legal, brand, steps, year, set-up."""
