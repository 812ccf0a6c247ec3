"""The cellar: the rules of shared governance, pure. Values in, values out; no clock, no database, no Flask.

May import the standard library only. Begin with kinds.py (the words), then permissions.py, charter/ and conditions.py.
"""
