"""The library: named reads, search, and the only room that knows which database this is (dialect.py).

May import models and rules; never writes. Hot lists read rows with explicit columns, not entities.
Begin with dialect.py, then proposals.py.
"""
