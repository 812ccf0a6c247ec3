"""The tallies: ballots in, a result and its evidence out. Exact, pure, and blind to who voted.

`count(method, profile, options)` counts; `Profile.parse(document, method)` reads; `recount` does both. Begin with
profile.py, then the file named after a method. `docs/tally.md` says what goes in and what comes out.
"""

from app.rules.tally.counting import count, recount
from app.rules.tally.delegation import Carried, Delegation, carry, for_theme
from app.rules.tally.faults import Code, Fault, Malformed
from app.rules.tally.profile import Profile, Roll
from app.rules.tally.result import Result
from app.rules.tally.words import Base, Combine, Method, Outcome, Stand, Vote

__all__ = [
    "Base",
    "Carried",
    "Code",
    "Combine",
    "Delegation",
    "Fault",
    "Malformed",
    "Method",
    "Outcome",
    "Profile",
    "Result",
    "Roll",
    "Stand",
    "Vote",
    "carry",
    "count",
    "for_theme",
    "recount",
]
