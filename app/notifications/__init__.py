"""News: who hears of what, when, by mail or on the site."""
