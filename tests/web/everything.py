"""A need and a project with everything that people can put on them; a word of one's choice in each text."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from werkzeug.routing import Rule

from app.attachments import service as attachments
from app.core.kinds import Answer, Ground, GroupRole, Likelihood, LineKind, PledgeKind, Role, Stance, Subject, Verdict
from app.decisions.service import steering
from app.discussion import service as discussion
from app.experiments import service as documents
from app.governance.charter.model import DocumentKind
from app.groups import service as groups
from app.groups.models import Commitment
from app.moderation import service as moderation
from app.moderation.models import Case
from app.proposals.models import GateAnswer
from app.proposals.service import amendments, starters
from tests.build import REASON, World
from tests.papers import odt, opened, opened_document, picture
from tests.polls import open_question
from tests.trial import gauge, group_of, measured, plan, terms

PLACES = {"brouillons": "draft", "comite": "proposal", "commentaires": "comment", "debats": "debate",
          "decisions": "decision", "documents": "document", "engagements": "commitment", "groupes": "group",
          "lignes": "line", "pieces": "attachment", "propositions": "proposal", "reunions": "meeting"}
BESIDE = {"amendment": "amendment", "answer": "answer", "carrier_id": "carrier", "document": "document",
          "indicator_id": "indicator", "milestone_id": "milestone", "pledge": "pledge", "risk": "risk",
          "same": "decision"}


@dataclass(frozen=True, slots=True)
class Need:
    need: int
    comment: int
    reply: int
    amendment: int
    line: int
    debate: int
    attachment: int


@dataclass(frozen=True, slots=True)
class Project:
    project: int
    group: int
    meeting: int
    commitment: int
    indicator: int
    milestone: int
    document: int
    risk: int
    pledge: int
    answer: int
    decision: int


def need_with_all(world: World, by: int, word: str) -> Need:
    """Written by somebody; talked about by Carol; its debate is concluded, its talk summed up by the committee."""
    carol, chair = world.person("Carol"), world.person("Ines", Role.STEERING)
    need = world.need(by, f"Un besoin {word} à Embrun", f"Ce que je vis est {word}, chaque soir.")
    comment = world.do(discussion.post, carol, need, Stance.FOR, f"Un message {word} de la vallée.", "fr")
    reply = world.do(discussion.reply, by, comment, f"Une réponse {word}, merci.", "fr")
    amendment = world.do(amendments.make, carol, need, "lived", 0, 1, f"Le soir est {word}.", f"Car {word}.", "fr")
    world.do(discussion.post, carol, need, Stance.NEUTRAL, f"Un avis {word}.", "fr", amendment_id=amendment)
    line = world.do(starters.add, carol, need, LineKind.OFFER, f"J’apporte un minibus {word}.", "fr")
    until = (world.now + timedelta(days=9)).date()
    debate = world.do(starters.open_debate, chair, need, f"Une question {word} ?", "fr", until)
    world.do(starters.conclude, chair, debate, f"Nous gardons l’idée {word} d’une boîte à clés, cet hiver.")
    world.do(discussion.write, chair, need, f"Une synthèse {word} de tout cela.", "fr", [comment])
    joined = world.do(attachments.attach, by, need, f"Une photo {word}", f"Légende {word}", opened(picture()))
    return Need(need, comment, reply, amendment, line, debate, joined)


def project_with_all(world: World, word: str) -> Project:
    """Carried by Alice, Zoe and Yann, with Bob in its group; tried, measured, asked about."""
    alice, bob, chair = world.person("Alice"), world.person("Bob"), world.person("Ines", Role.STEERING)
    project = world.ready_idea(alice, title=f"Une outilthèque {word} à Gap", brings=f"Un local {word}.")
    world.do(steering.decide, chair, project, world.gate(project), Answer.PROMOTED, REASON)
    group = group_of(world, project)
    world.do(groups.join, bob, group)
    world.do(groups.give_role, alice, group, alice, GroupRole.LEAD)
    meeting = world.do(groups.plan, alice, group, plan(world, title=f"Réunion {word}", agenda=f"Ordre {word}"))
    world.later(days=4)
    promise = groups.Promise(bob, f"Ranger le local {word}", None)
    said = groups.Said(text=f"Nous avons été {word}.", present=[alice], promises=[promise])
    world.do(groups.write, alice, meeting, said)
    world.do(documents.save, alice, project, terms(world, hypothesis=f"Une hypothèse {word}."), 0)
    world.do(documents.add_indicator, alice, project, gauge(name=f"Prêts {word}"))
    risk = world.do(documents.propose, alice, project, f"Un risque {word}", Likelihood.LOW, f"On verra {word}.", bob)
    offer = documents.Offer(kind=PledgeKind.EQUIPMENT, what=f"Une scie {word}")
    pledge = world.do(documents.make, bob, project, offer)
    paper = opened_document(odt(word))
    document = world.do(documents.attach, alice, project, DocumentKind.BUDGET, f"Le budget {word}", paper)
    world.do(steering.decide, chair, project, world.gate(project), Answer.PROMOTED, REASON)
    milestone = world.do(documents.set_milestone, alice, project, f"Jalon {word}", (world.now + timedelta(9)).date())
    told = documents.Answers(goes_well=f"Cela va {word}.", is_hard="Le froid.", comes_next="Un poêle.")
    world.do(documents.check_in, alice, project, told)
    decision = open_question(world, question=f"Une question {word} ?", proposal_id=project, open_days=60)
    with world.make_session() as session:
        indicator = next(iter(session.scalars(sa.text("SELECT id FROM indicator ORDER BY id DESC"))))
        commitment = session.scalar(sa.select(sa.func.max(Commitment.id)))
        answer = session.scalar(sa.select(sa.func.max(GateAnswer.id)))
    measured(world, indicator)
    return Project(project, group, meeting, commitment, indicator, milestone, document, risk, pledge, answer, decision)


def hide(world: World, kind: Subject, number: int) -> int:
    """Reported by a passer-by, judged by Mona. The case's id."""
    world.do(moderation.report, world.person("Rita"), kind, number, Ground.HATE, "")
    with world.make_session() as session:
        case: int = session.execute(sa.select(Case.id).filter_by(subject_kind=kind, subject_id=number)).scalar_one()
    world.do(moderation.judge, world.person("Mona", Role.MODERATOR), case, Verdict.HIDE, Ground.HATE, REASON)
    return case


def named(rule: Rule, word: str = "proposal") -> dict[str, str]:
    """Argument to the kind of thing that it names."""
    kind = word if "kind" in rule.arguments else PLACES.get(rule.rule.split("/")[1], "")
    found = {name: BESIDE[name] for name in rule.arguments if name in BESIDE}
    return found | ({"number": kind} if "number" in rule.arguments and kind else {})
