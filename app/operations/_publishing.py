"""From a text that was checked to a public proposal: steps of who writes for themselves, and of who enters a paper."""

from dataclasses import dataclass, field

from app.models.proposals import Carrier, Proposal
from app.models.spaces import Space, Theme
from app.operations._following import follow
from app.operations._references import reference_for
from app.operations._steps import count, move_counter
from app.operations._texts import add_revision, checked, checked_fields, excerpt, set_places, with_easy
from app.operations._work import Refused, Work
from app.queries import search
from app.rules import limits
from app.rules.charter import Stage
from app.rules.kinds import Subject


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
        raise Refused("space_is_closed")
    return space


def new_proposal(work: Work, space: Space, track: str, stage: Stage, charter_id: int, text: Text, *,
                 source_id: int | None = None) -> Proposal:
    """Its first version, counted and found. `source_id`: who wrote it where that is not who is here."""
    fields = checked_fields(stage, text.fields)
    title = checked(text.title, "title", most=limits.TITLE, least=limits.TITLE_LEAST)
    where = checked(text.where_text, "where_text", most=limits.SHORT)
    if not (text.place_ids or text.whole_territory):
        raise Refused("place_is_needed", field="places")
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
            raise Refused("theme_is_needed", field="theme")
    elif work.session.get(Theme, theme_id) is None:
        raise Refused("unknown_theme", field="theme")


def first_carrier(work: Work, proposal: Proposal) -> None:
    """Who writes it carries it first, or who enters it for somebody else."""
    work.session.add(Carrier(
        space_id=proposal.space_id, proposal_id=proposal.id, person_id=work.me, structure_id=proposal.structure_id,
        invited_by=work.me, invited_at=work.now, accepted_at=work.now))
    move_counter(work, proposal.id, "carriers", 1)
    follow(work, work.me, Subject.PROPOSAL, proposal.id)
