"""Three territories: an empty one, the demo's with what its pages still lack, and the same one overfull."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.service import signing_in
from app.accounts.service.shared import Profile
from app.core import limits
from app.core.kinds import LineKind, Role
from app.decisions.models import Decision
from app.decisions.service import ballots, charters, decisions, rounds
from app.demo.load import load
from app.demo.people import Stage
from app.demo.texts import Texts
from app.extensions import sessions
from app.governance.charter.reading import rule_of
from app.groups.models import Group, Meeting
from app.moderation.models import Case
from app.notifications import jobs as deliver
from app.proposals.models import Amendment, Proposal
from app.proposals.service import starters, writing
from app.site.cli.site import open_territory
from app.structures.models import Structure
from app.territory.queries.charters import in_force
from tests.browser.gallery.house import NOW, House
from tests.browser.gallery.overfull import ARABIC, Overfull, long, title
from tests.polls import rule
from tests.threads import fill

COMMENTS = 5_000
METHODS = {"majority": "Faut-il ouvrir le premier comptoir de prêt à Embrun\u00a0?",
           "majority_judgment": "Que valent ces lieux pour le premier comptoir de prêt\u00a0?",
           "approval": "Quels lieux vous conviennent pour le comptoir de prêt\u00a0?",
           "schulze": "Où ouvrir le premier comptoir de prêt\u00a0?"}
PLACES = ("La salle des fêtes d’Embrun", "Le quai culturel de Veynes", "La halle de Saint-Bonnet", "Le théâtre de Gap",
          "L’ancienne gare de Laragne")
HEARD = 200  # events told at a time


@dataclass
class Country:
    """Who may be signed in, and the numbers that addresses are made with."""

    people: dict[str, int] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)


def empty(house: House) -> Country:
    """Open since this morning, with its committee and nothing else."""
    with house.app.app_context():
        make = sessions()
        open_territory(make, NOW - timedelta(hours=8), Texts())
        there = {}
        for key, roles in (("resident", ()), ("staff", (Role.OPERATOR, Role.STEERING, Role.MODERATOR))):
            profile = Profile(first_name=key.title(), last_name="R")
            since = NOW - timedelta(hours=7)
            there[key] = signing_in.enter_person(make, since, None, f"{key}@example.org", profile, "fr")
            for role in roles:
                roles.grant(make, NOW - timedelta(hours=6), None, there[key], role)
        return Country(there)


def ordinary(house: House) -> Country:
    with house.app.app_context():
        stage = load(sessions(), NOW, Texts())
        return _completed(house, stage, PLACES, PLACES[:2])


def overfull(house: House) -> Country:
    with house.app.app_context():
        stage = load(sessions(), NOW, Overfull())
        options = [title(n, f"{n + 1}. {PLACES[n % 5]}") for n in range(limits.OPTIONS)]
        made = _completed(house, stage, options, [ARABIC, *options[:limits.OPTIONS - 1]])
        with sessions()() as session:
            voices = list(stage.people.values())
            for key in ("idea", "debated"):
                fill(session, made.ids[key], voices, COMMENTS, NOW)
        _lines(stage)
        return made


def _completed(house: House, stage: Stage, options: Sequence[str], sheet: Sequence[str]) -> Country:
    """What the demo has none of: drafts, new rules, one ballot and one result of each method, news."""
    ids = _found(stage)
    for method in METHODS:
        ids[f"open_{method}"] = _ask(stage, method, options, 2)
        ids[f"closed_{method}"] = _counted(stage, method, options)
    ids["open_consent"] = _round(stage)
    ids["draft"] = _drafts(stage, sheet)
    _new_rules(stage)
    while deliver.deliver_events(house.app, NOW) == HEARD:
        pass
    return Country(stage.people, ids)


def _found(stage: Stage) -> dict[str, Any]:
    items = stage.items
    one = stage.one
    idea, trial = items["remorque-atelier"], items["pret-de-materiel"]
    group = one(sa.select(Group.id).where(Group.proposal_id == items["salles-a-partager"]))
    return {
        "idea": idea, "other_idea": items["calendrier-commun"], "group_project": items["salles-a-partager"],
        "trial": trial, "outcome": items["cafe-itinerant"], "need": items["lit-de-saisonnier"],
        "debated": items["sans-voiture"], "concluded": items["salles"], "mirrored": items["materiel-qui-dort"],
        "group": group, "gate": "to_work_group",
        "meeting": one(sa.select(sa.func.max(Meeting.id)).where(Meeting.group_id == group)),
        "held": one(sa.select(sa.func.min(Meeting.id)).where(Meeting.group_id == group)),
        "case": one(sa.select(sa.func.max(Case.id))),
        "amendment": one(sa.select(sa.func.min(Amendment.id)).where(Amendment.proposal_id == idea)),
        "version": one(sa.select(Proposal.version).where(Proposal.id == idea)),
        "waiting": items["avance-entre-associations"],
        "structure": one(sa.select(Structure.slug).where(Structure.id == stage.structures["champsaur-en-commun"])),
        "person": stage.people["lead"],
        "consent": stage.others["decision:" + _consent_key(stage)],
        "adopted": one(sa.select(sa.func.min(Decision.id)).where(Decision.method == "consent")),
        "colleges": stage.others["decision:convention"],
    }


def _consent_key(stage: Stage) -> str:
    found: str = next(row["key"] for row in stage.texts.decisions
                      if row["rule"]["method"] == "consent" and row.get("stay") == "integration")
    return found


def _ask(stage: Stage, method: str, options: Sequence[str], ago: int) -> int:
    with stage.make_session() as session:
        _id, charter = in_force(session, stage.space_id)
    asked = decisions.Question(
        question=_question(options, METHODS[method]),
        rule=rule_of(rule(method, "members"), tuple(charter.colleges)),
        details="Le local doit ouvrir **deux soirs par semaine**, sans travaux.",
        options=options if method != "majority" else ())
    made: int = stage.do(stage.day(ago), decisions.open_question, "steering", stage.space_id, asked)
    return made


def _question(options: Sequence[str], text: str) -> str:
    return long(text, limits.QUESTION) if len(options) > len(PLACES) else text


def _counted(stage: Stage, method: str, options: Sequence[str]) -> int:
    made = _ask(stage, method, options, 12)
    for n, key in enumerate(list(stage.people)[:24]):
        stage.do(stage.day(11 - n / 8), ballots.answer, key, made, _choice(method, n, len(options)), None,
                 "Le local est trop loin de la gare pour qui n’a pas de voiture.")
    stage.do(stage.day(2), decisions.close_if_due, None, made)
    return made


def _choice(method: str, n: int, options: int) -> Any:
    """Not the same for two people in a row, and alike at each run."""
    keys = [f"o{k + 1}" for k in range(options)]
    if method == "majority":
        return ("for", "for", "against", "for", "abstain")[n % 5]
    if method == "majority_judgment":
        return {key: (n * 3 + k * k) % 7 for k, key in enumerate(keys)}
    if method == "approval":
        return [key for k, key in enumerate(keys) if (n + k) % 3 or k == 1]
    turned = keys[n % 4:] + keys[:n % 4]
    return [[key] for key in turned]


def _round(stage: Stage) -> int:
    """At the step where objections are asked for."""
    made = _ask_consent(stage)
    while stage.one(sa.select(Decision.step).where(Decision.id == made)) != "objections":
        until = stage.one(sa.select(Decision.step_until).where(Decision.id == made))
        stage.do(until + timedelta(minutes=1), rounds.step_if_due, None, made)
    return made


def _ask_consent(stage: Stage) -> int:
    with stage.make_session() as session:
        _id, charter = in_force(session, stage.space_id)
    asked = decisions.Question(question="Ouvrir le comptoir de prêt le samedi matin", details="De neuf heures à midi.",
                               rule=rule_of(rule("consent", "members", step_days=3), tuple(charter.colleges)))
    made: int = stage.do(stage.day(17), decisions.open_question, "steering", stage.space_id, asked)
    return made


def _drafts(stage: Stage, titles: Sequence[str]) -> int:
    """The first one's number."""
    fields = {"places": "Embrun, Gap", "lived": "Le soir, après le dernier car, on attend au bord de la route. " * 3}
    made = [stage.do(stage.day(3), writing.save, "resident", f"{n:032x}", stage.space_id, "need",
                     {"title": text} | fields, 0) for n, text in enumerate(titles)]
    return int(made[0][0])


def _new_rules(stage: Stage) -> None:
    made = stage.do(stage.day(4), charters.begin, "steering", stage.space_id)
    text = stage.texts.charter
    for old, new in (("at_least = 10", "at_least = 15"), ("members = { at_least = 4", "members = { at_least = 6")):
        assert old in text
        text = text.replace(old, new, 1)
    stage.do(stage.day(4), charters.save, "steering", made, text, 1)


def _lines(stage: Stage) -> None:
    """As many as a list holds, from as many people as it takes."""
    who = list(stage.people)
    rows: Mapping[LineKind, int] = {kind: limits.NEED_LINES - 6 for kind in LineKind}
    for kind, number in rows.items():
        for n in range(number):
            stage.do(NOW - timedelta(hours=1), starters.add, who[n % len(who)], stage.items["sans-voiture"], kind,
                     long(f"{n + 1}. Un banc à l’abri à chaque arrêt", limits.SHORT) if n % 3 else f"{n + 1}. Un banc",
                     "fr")
