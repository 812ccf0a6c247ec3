"""From a text that was checked to a public proposal: steps of who writes for themselves, and of who enters a paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.service.shared import post
from app.core import limits
from app.core.database import existing, existing_row
from app.core.kinds import PersonState, Subject
from app.core.loading import allow, count, move_counter, one_at_a_time, proposal_for
from app.core.permissions import Action
from app.core.refusals import TOO_LONG
from app.core.secrets import uid
from app.core.unit_of_work import Refused, Work, operation
from app.governance.charter.model import Field, Stage
from app.governance.gates import ahead, questions
from app.notifications.service import write_follow
from app.proposals import refusals
from app.proposals.events import ProposalCorrected, ProposalRevised
from app.proposals.models import Amendment, Carrier, Draft, Preparation, Proposal, ProposalPlace, Revision, Support
from app.proposals.rules import KEY as EASY, Wording, refusal_of_minor
from app.proposals.service.journey import reference_for, touch
from app.proposals.service.texts import (
    add_revision,
    asked_on,
    checked,
    checked_fields,
    checked_some,
    excerpt,
    set_places,
    texts_of,
    with_easy,
)
from app.search import queries as search
from app.territory.models import Place, Space, Theme
from app.territory.queries.charters import charter_by_id, in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a proposal says, as a person typed it. `fields` are those of the stage's form.

    `easy_summary`: the same, easy to read; None where nothing is said of it."""

    title: str
    lang: str
    fields: dict[str, str] = field(default_factory=dict)
    place_ids: tuple[int, ...] = ()
    whole_territory: bool = False
    where_text: str = ""
    theme_id: int | None = None
    structure_id: int | None = None
    easy_summary: str | None = None


def open_space(work: Work, space_id: int) -> Space:
    space = work.session.get_one(Space, space_id)
    if not space.opens_at <= work.now or (space.closes_at is not None and space.closes_at <= work.now):
        raise Refused(refusals.SPACE_IS_CLOSED)
    return space


def new_proposal(work: Work, space: Space, track: str, stage: Stage, charter_id: int, text: Text, *,
                 source_id: int | None = None) -> Proposal:
    """Its first version, counted and found. `source_id`: who wrote it where that is not who is here."""
    fields = checked_fields(stage, text.fields)
    title = checked(text.title, "title", most=limits.TITLE, least=limits.TITLE_LEAST)
    where = checked(text.where_text, "where_text", most=limits.SHORT)
    if not (text.place_ids or text.whole_territory):
        raise Refused(refusals.PLACE_IS_NEEDED, field="places")
    _check_theme(work, space, track, text.theme_id)
    proposal = Proposal(
        reference=reference_for(work, space, track), space_id=space.id, track=track, stage=stage.key,
        charter_id=charter_id, author_id=None if source_id else work.me,
        source_id=source_id, title=title,
        structure_id=text.structure_id, theme_id=text.theme_id, whole_territory=text.whole_territory, lang=text.lang,
        excerpt=excerpt({field.key: field for field in stage.fields}, fields), where_text=where,
        published_at=work.now, stage_since=work.now, active_at=work.now)
    work.session.add(proposal)
    work.session.flush()  # its id is needed by what follows
    add_revision(work, proposal, 1, title, with_easy(fields, text.easy_summary))
    set_places(work, proposal, text.place_ids)
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    for key in (f"track:{track}", f"stage:{track}:{stage.key}"):
        count(work, space.id, key)
    return proposal


def _check_theme(work: Work, space: Space, track: str, theme_id: int | None) -> None:
    if theme_id is None:
        if space.theme_needed and track != "need":
            raise Refused(refusals.THEME_IS_NEEDED, field="theme")
    elif work.session.get(Theme, theme_id) is None:
        raise Refused(refusals.UNKNOWN_THEME, field="theme")


def first_carrier(work: Work, proposal: Proposal) -> None:
    """Who writes it carries it first, or who enters it for somebody else."""
    work.session.add(Carrier(
        space_id=proposal.space_id, proposal_id=proposal.id, person_id=work.me, structure_id=proposal.structure_id,
        invited_by=work.me, invited_at=work.now, accepted_at=work.now))
    move_counter(work, proposal.id, "carriers", 1)
    write_follow(work, work.me, Subject.PROPOSAL, proposal.id)


# A new version of a proposal's text, whoever wrote it: by its carriers, or from a suggestion that they put in.

@dataclass(frozen=True, slots=True)
class Change:
    """`minor`: its author says that the meaning is the same; the rule says whether that is so."""

    note: str = ""
    minor: bool = False
    amendment: Amendment | None = None


def new_version(work: Work, proposal: Proposal, said: Wording, change: Change) -> int:
    """The next number. A small correction keeps every support; anything more asks supporters again."""
    number = proposal.version + 1
    _check(work, proposal, said, change)
    amendment_id = change.amendment.id if change.amendment else None
    fields = dict(said.fields)
    proposal.title, proposal.version = said.title, number
    proposal.excerpt = excerpt(asked_on(work, proposal), fields)
    add_revision(work, proposal, number, said.title, fields, change.note, minor=change.minor,
                 amendment_id=amendment_id)
    if not change.minor:
        proposal.meaning_since = number
        _keep_own(work, proposal.id, number, change.amendment)
    touch(work, proposal)
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    made = ProposalCorrected if change.minor else ProposalRevised
    work.say(made(space_id=proposal.space_id, subject_id=proposal.id, version=number, amendment_id=amendment_id))
    return number


def _check(work: Work, proposal: Proposal, said: Wording, change: Change) -> None:
    now = wording(work, proposal, proposal.version)
    if now == said:
        raise Refused(refusals.NOTHING_CHANGED)
    if not change.minor:
        return
    if now.about != said.about:
        raise Refused(refusals.NOT_MINOR_ABOUT, field="minor")
    known = asked_on(work, proposal)
    if _answers(known, now) != _answers(known, said):
        raise Refused(refusals.NOT_MINOR_ANSWER, field="minor")
    reason = refusal_of_minor(wording(work, proposal, proposal.meaning_since), said)
    if reason is not None:
        refused = Refused.because(reason)
        refused.field = "minor"
        raise refused


def _answers(known: Mapping[str, Field], wording: Wording) -> dict[str, str]:
    """A date, an amount, a choice: none of them changes a little."""
    texts = texts_of(known, wording.fields)
    return {key: text for key, text in wording.fields.items() if text and key not in texts and key != EASY}


def wording(work: Work, proposal: Proposal, number: int) -> Wording:
    """A version as it was; what it is about has no versions of its own, a small correction never changes it."""
    row = existing_row(work.session.execute(sa.select(Revision.title, Revision.fields).where(
        Revision.proposal_id == proposal.id, Revision.number == number)))
    return Wording(row.title, row.fields or {}, about(work, proposal))


def about(work: Work, proposal: Proposal) -> tuple[object, ...]:
    """Where it is and on what, beside its text."""
    places = work.session.scalars(sa.select(ProposalPlace.place_id).where(ProposalPlace.proposal_id == proposal.id))
    return (tuple(sorted(places)), proposal.whole_territory, proposal.where_text, proposal.theme_id)


def _keep_own(work: Work, proposal_id: int, number: int, amendment: Amendment | None) -> None:
    """Who wrote the change, or suggested it, need not be asked about it."""
    writers = [work.me, *([amendment.author_id] if amendment else [])]
    work.session.execute(sa.update(Support).where(Support.proposal_id == proposal_id, Support.person_id.in_(writers))
                         .values(version=number).execution_options(synchronize_session=False))


# A draft that comes from something already there: a declined suggestion, a part of a proposal.

def start_key(work: Work, origin: Proposal, key: str) -> str:
    """Where a text of that field goes in the form of the first stage: the same, else the first that takes text."""
    charter = in_force(work.session, origin.space_id)[1]
    keys = [field.key for field in charter.tracks[origin.track].start.fields if field.is_text]
    return key if key in keys else next(iter(keys), key)


def begun(work: Work, origin: Proposal, said: Mapping[str, str], *, amendment_id: int | None = None,
          split_from_id: int | None = None) -> int:
    """About the same places and theme; its person may change everything. Returns its id."""
    one_at_a_time(work, "drafts", work.me)
    kept = work.session.scalar(sa.select(sa.func.count()).select_from(Draft).where(Draft.person_id == work.me)) or 0
    if kept >= limits.DRAFTS:
        raise Refused(refusals.TOO_MANY_DRAFTS, most=limits.DRAFTS)
    places = work.session.scalars(sa.select(Place.name).join(ProposalPlace, ProposalPlace.place_id == Place.id)
                                  .where(ProposalPlace.proposal_id == origin.id).order_by(Place.name_key, Place.id))
    told = {**said, "places": ", ".join(places), "theme": origin.theme_id, "whole_territory": origin.whole_territory}
    draft = Draft(key=uid(), person_id=work.me, space_id=origin.space_id, track=origin.track, number=1,
                  amendment_id=amendment_id, split_from_id=split_from_id,
                  fields={name: value for name, value in told.items() if value}, created_at=work.now,
                  updated_at=work.now, expires_at=work.now + timedelta(days=limits.DRAFT_DAYS))
    work.session.add(draft)
    work.session.flush()  # its id is the answer
    return draft.id


# Drafts: private, many, saved while typing; two tabs on one end with a choice.
#
# A draft is known to its page by a key drawn when the form was first shown, so that saving twice never makes two. The
# draft of a change to a published proposal has the key of that proposal.

MOST_TEXT = 60_000


@operation
def save(work: Work, key: str, space_id: int, track: str, fields: dict[str, Any], seen: int) -> tuple[int, int]:
    """(id, number). `seen` is the number the tab last had: another tab's newer text is never overwritten. The same text
    that comes again, because its answer was lost on the way, is kept already."""
    allow(work, Action.DRAFT_WRITE)
    key = key.replace(":", "_")  # the sign of the keys that no page draws
    return _keep(work, Draft(key=key, person_id=work.me, space_id=space_id, track=track), fields, seen)


@operation
def save_edit(work: Work, proposal_id: int, fields: dict[str, Any], seen: int) -> tuple[int, int]:
    """What one of its carriers is changing in a published proposal: one for each of them, seen by nobody else.
    Published or dropped from another tab meanwhile, it begins again: what is typed is kept."""
    allow(work, Action.PROPOSAL_EDIT, proposal_id=proposal_id)
    proposal = existing(work.session, Proposal, proposal_id)
    draft = Draft(key=f"edit:{proposal_id}", person_id=work.me, space_id=proposal.space_id, track=proposal.track,
                  proposal_id=proposal_id)
    return _keep(work, draft, fields, seen)


def _keep(work: Work, begun: Draft, fields: dict[str, Any], seen: int) -> tuple[int, int]:
    if sum(len(str(value)) for value in fields.values()) > MOST_TEXT:
        raise Refused(TOO_LONG, most=MOST_TEXT)
    until = work.now + timedelta(days=limits.DRAFT_DAYS)
    draft = work.session.scalars(sa.select(Draft).where(Draft.key == begun.key, Draft.person_id == work.me)
                                 .with_for_update()).one_or_none()
    if draft is None:
        begun.fields, begun.created_at, begun.updated_at, begun.expires_at = fields, work.now, work.now, until
        return _begin(work, begun)
    if (draft.number, draft.fields) == (seen + 1, fields):
        return draft.id, draft.number
    if draft.number != seen:
        raise Refused(refusals.DRAFT_CHANGED_ELSEWHERE)
    draft.fields, draft.number, draft.updated_at, draft.expires_at = fields, seen + 1, work.now, until
    draft.space_id, draft.notices = begun.space_id, 0
    return draft.id, draft.number


def _begin(work: Work, draft: Draft) -> tuple[int, int]:
    one_at_a_time(work, "drafts", draft.person_id)
    kept = work.session.scalar(sa.select(sa.func.count()).select_from(Draft).where(Draft.person_id == work.me)) or 0
    if kept >= limits.DRAFTS:
        raise Refused(refusals.TOO_MANY_DRAFTS, most=limits.DRAFTS)
    draft.number = 1
    work.session.add(draft)
    work.session.flush()  # its id is the answer
    return draft.id, 1


@operation
def warn(work: Work, draft_id: int, locale: str) -> bool:
    """By mail, twice: fourteen days before it goes, and two. Safe to run twice: the row is claimed. `locale`: for who
    chose no language. Nothing of it is in the journal: a draft is nobody else's business."""
    draft = work.session.get_one(Draft, draft_id, with_for_update=True)
    due = sum(draft.expires_at <= work.now + timedelta(days=days) for days in limits.DRAFT_NOTICES)
    person = work.session.get_one(Person, draft.person_id)
    if draft.notices >= due or person.email is None or person.state is not PersonState.ACTIVE:
        return False
    draft.notices = due
    zone = ZoneInfo(work.session.get_one(Space, draft.space_id).timezone)
    post(work, person.email, "draft_ends", person.locale or locale, person.id,
         title=str(draft.fields.get("title") or ""), path=f"/brouillons/{draft.id}",
         until=draft.expires_at.astimezone(zone).date().isoformat())
    return True


@operation
def drop(work: Work, draft_id: int) -> None:
    """Another person's draft is not there at all (Missing)."""
    existing_row(work.session.execute(
        sa.delete(Draft).where(Draft.id == draft_id, Draft.person_id == work.me).returning(Draft.id)))


# « Préparer la suite »: carriers write ahead what the next stage will ask.
#
# It is theirs alone until the passage: half-written answers are no part of what people support. The passage then
# publishes them as a version, which supporters are asked about as about any other (proposals/service/journey.py).

@operation
def prepare(work: Work, proposal_id: int, given: Mapping[str, str], seen: int) -> int:
    """The new number. `seen` is the one the page had: what another carrier wrote meanwhile is never overwritten."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    charter, rules = charter_by_id(work.session, proposal.charter_id), in_force(work.session, proposal.space_id)[1]
    fields = questions(ahead(charter, rules, proposal.track, proposal.stage))
    if not fields:
        raise Refused(refusals.NOTHING_TO_PREPARE)
    there = work.session.get(Preparation, proposal_id)
    if (there.number if there else 0) != seen:
        raise Refused(refusals.PREPARED_MEANWHILE)
    if there is None:
        there = Preparation(proposal_id=proposal_id, space_id=proposal.space_id, fields={}, number=0,
                            updated_by=work.me, updated_at=work.now)
        work.session.add(there)
    kept = {key: text for key, text in there.fields.items() if key not in {field.key for field in fields}}
    there.fields, there.number = kept | checked_some(fields, given), seen + 1
    there.updated_by, there.updated_at = work.me, work.now
    return there.number
