"""The workshop: one verb is one transaction; the only room that writes, and _work.py the only file that commits.

May import queries, models, rules and outside; never Flask, never a door, never another operation (what two share
is in a file that starts with an underscore). Ids and values in, ids and values out. Begin with _work.py.
"""

from app.operations._idempotency import ATTEMPT, Attempt, Replayed
from app.operations._work import Refused, Work, operation

__all__ = ["ATTEMPT", "Attempt", "Refused", "Replayed", "Work", "operation"]
