"""The press: open data, feeds and print sheets. Reads only."""
