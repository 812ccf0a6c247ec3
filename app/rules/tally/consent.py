"""Consent, as a count at closing: adopted when the quorum is met and no objection stands."""

from app.rules.tally.numbers import figure
from app.rules.tally.profile import Profile
from app.rules.tally.result import Result
from app.rules.tally.settings import Settings
from app.rules.tally.words import Outcome, Stand


def count_consent(profile: Profile, _settings: Settings) -> Result:
    """The quorum asked is checked by the caller; with nobody there, none can be met: silence is not consent.

    One objection stands whatever its weight, and whatever its college.
    """
    weights = profile.by_choice()
    stands = {str(stand): weights.get(str(stand), 0) for stand in Stand}
    evidence: dict[str, object] = {stand: figure(profile.votes(weight)) for stand, weight in stands.items()}
    if not profile.ballots:
        return Result(Outcome.NO_QUORUM, (), evidence)
    return Result(Outcome.REJECTED if stands[Stand.OBJECTION] else Outcome.ADOPTED, (), evidence)
