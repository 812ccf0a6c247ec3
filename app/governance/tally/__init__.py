"""The tallies: ballots in, a result and its evidence out. Exact, pure, and blind to who voted.

`count(method, profile, options)` counts; `Profile.parse(document, method)` reads; `recount` does both. Begin with
profile.py, then the file named after a method. `docs/tally.md` says what goes in and what comes out.
"""

from app.governance.tally.counting import Carried, Delegation, carry, count, for_theme, recount
from app.governance.tally.profile import Profile, Roll
from app.governance.tally.result import Result
from app.governance.tally.settings import Base, Code, Combine, Fault, Malformed, Method, Outcome, Stand, Vote

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
