"""Files and pictures that people join: read apart, made anew, kept once."""
