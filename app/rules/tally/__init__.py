"""The tallies: ballots in, a result and its evidence out. Exact, pure, and blind to who voted.

`count(method, profile, options)` counts; `Profile.parse(document, method)` reads; `recount` does both. Begin with
profile.py, then the file named after a method. `docs/tally.md` says what goes in and what comes out.
"""

from .counting import count, recount
from .delegation import Carried, Delegation, carry, for_theme
from .faults import Code, Fault, Malformed
from .profile import Profile, Roll
from .result import Result
from .words import Base, Combine, Method, Outcome, Stand, Vote

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
