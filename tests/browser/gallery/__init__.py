"""`make gallery`: every kind of page as a picture, the same bytes at each run on the same machine."""
