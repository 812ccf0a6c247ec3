"""A law: which pages ask for a role, and for which (R13, ASVS 8.2.1).

The matrix (tests/web/test_matrix.py) tries every route as every role, and believes what each view says it does. Here is
what it has to say: a guard that was loosened is seen, and so is a page of staff that is nowhere in this list."""

from flask import Flask

from app.core.kinds import Role
from app.core.permissions import ALLOWED, Action

ROUTES: dict[Action, set[str]] = {
    Action.FACTOR_RESET: {"factors.reset"},
    Action.AMENDMENT_ANSWER: {"amendments.by_hand", "amendments.decline", "amendments.integrate"},
    Action.ATTACHMENT_ADD: {"attachments.join"},
    Action.ATTACHMENT_REMOVE: {"attachments.remove"},
    Action.CARRIER_INVITE: {"proposals.invite", "proposals.invite_person"},
    Action.CASE_JUDGE: {"moderation.judge"},
    Action.CASE_READ: {"moderation.case", "moderation.queue"},
    Action.CHARTER_PROPOSE: {"charters.begin", "charters.draft", "charters.draft_differences", "charters.drop",
        "charters.propose", "charters.section", "charters.whole", "simulation.show"},
    Action.DEBATE_RUN: {"starters.conclude", "starters.open_debate", "starters.reopen"},
    Action.DECISION_OPEN: {"decisions.open_gate", "decisions.open_question"},
    Action.DECISION_RUN: {"decisions.add", "decisions.annul", "decisions.conclude", "decisions.deadline",
        "rounds.next_step"},
    Action.DESIGN_READ: {"design.pressed", "design.show"},
    Action.EXPERIMENT_EDIT: {"experiments.add_document", "experiments.add_indicator", "experiments.add_risk",
        "experiments.check_in", "experiments.declare", "experiments.drop_indicator", "experiments.edit",
        "experiments.measure", "experiments.milestone", "experiments.reached", "experiments.remove_document",
        "experiments.save"},
    Action.FACTOR_RESET: {"factors.reset"},
    Action.GATE_APPEAL: {"steering.appeal"},
    Action.GATE_DECIDE: {"steering.decide", "steering.postpone"},
    Action.GROUP_MANAGE: {"groups.give_role", "groups.roles"},
    Action.LIKENESS_DISMISS: {"likeness.dismiss"},
    Action.LIKENESS_READ: {"likeness.queue"},
    Action.LINK_MAKE: {"proposals.link", "proposals.unlink"},
    Action.MANDATE_CONFIRM: {"structures.confirm", "structures.refuse"},
    Action.MEETING_HOLD: {"attachments.join_meeting", "groups.cancel", "groups.change", "groups.minutes", "groups.plan",
        "groups.publish"},
    Action.PAPER_ENTER: {"papers.desk", "papers.entered", "papers.forget", "papers.need", "papers.receipt",
        "papers.sheets", "papers.slips"},
    Action.PROPOSAL_EDIT: {"proposals.easy", "proposals.edit", "proposals.keep_ahead", "proposals.keep_edit",
        "proposals.place", "proposals.prepare", "proposals.revise", "proposals.split"},
    Action.PROPOSAL_MERGE: {"proposals.merge", "proposals.unmerge"},
    Action.PROPOSAL_WITHDRAW: {"proposals.withdraw"},
    Action.ROLE_GRANT: {"roles.cancel", "roles.give", "roles.holders", "roles.invite", "roles.look", "roles.page",
        "roles.withdraw"},
    Action.SITE_BRAND: {"brand.colours", "brand.factory", "brand.logo_removed", "brand.logo_sent", "brand.name",
        "brand.page", "brand.preview_file"},
    Action.SITE_OPERATE: {"steps.mail", "steps.page", "steps.trial"},
    Action.SITE_SAMPLES: {"samples.add", "samples.page", "samples.remove"},
    Action.STEERING_READ: {"decisions.external", "steering.queue"},
    Action.STRUCTURE_EDIT: {"structures.edit"},
    Action.SYNTHESIS_WRITE: {"discussion.send_synthesis", "discussion.synthesis"},
}


def test_every_page_that_asks_for_a_role_is_listed(app: Flask) -> None:
    found: dict[Action, set[str]] = {}
    for name, view in app.view_functions.items():
        action = view.action  # type: ignore[attr-defined]
        if not ALLOWED[action] & {Role.VISITOR, Role.PARTICIPANT}:
            found.setdefault(action, set()).add(name)
    assert found == ROUTES
