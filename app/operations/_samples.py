"""Examples: entered under a name that is nobody's, known one by one, and taken away with everything that hangs on them.

They tell nobody, are supported by nobody and count in no condition: a site that shows them shows what it can hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.models.discussion import Comment
from app.models.proposals import Link, Proposal
from app.models.sources import Imported, Source
from app.models.spaces import Space, Theme
from app.operations._references import references_for
from app.operations._steps import count
from app.operations._texts import excerpt
from app.operations._work import Refused, Work
from app.outside import markdown
from app.queries import search
from app.queries.charters import in_force
from app.queries.dialect import upsert
from app.queries.site import SAMPLES, samples
from app.rules.charter import Stage
from app.rules.charter.words import FieldKind
from app.rules.happenings import SamplesAdded
from app.rules.kinds import LinkKind, Stance, Subject

Texts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SampleTexts:
    """As app/data/samples.toml has them, by language; `name` is whose name stands under them."""

    name: Mapping[str, str]
    needs: Sequence[Texts]
    projects: Sequence[Texts]


def enter_samples(work: Work, space_id: int, texts: SampleTexts, lang: str) -> int:
    """How many proposals. Once: those that are there must go before others come."""
    if samples(work.session):
        raise Refused("samples_are_here")
    space = work.session.get_one(Space, space_id)
    source_id = _source(work, texts.name.get(lang) or next(iter(texts.name.values())))
    made: dict[str, int] = {}
    comments = 0
    for track, told in (("need", texts.needs), ("project", texts.projects)):
        if track in in_force(work.session, space_id)[1].tracks:
            for row in told:
                made[row["key"]] = _proposal(work, space, track, row, source_id, lang)
                comments += _comments(work, space, made[row["key"]], row, source_id, lang)
    _tie(work, space_id, texts.projects, made)
    work.session.add_all(Imported(system=SAMPLES, kind=Subject.PROPOSAL, external_id=key, subject_id=number,
                                  imported_at=work.now) for key, number in made.items())
    work.say(SamplesAdded(space_id=space_id, subject_id=space_id, proposals=len(made), comments=comments))
    return len(made)


def _source(work: Work, name: str) -> int:
    row = upsert(work.session, Source).values(system=SAMPLES, external_id="name", name=name)
    found: int = work.session.execute(row.on_conflict_do_update(
        index_elements=["system", "external_id"], set_={"name": name}).returning(Source.id)).scalar_one()
    return found


def _proposal(work: Work, space: Space, track: str, row: Texts, source_id: int, lang: str) -> int:
    """At the first stage, some days old, about the whole territory."""
    charter_id, charter = in_force(work.session, space.id)
    stage = charter.tracks[track].start
    when = work.now - timedelta(days=row["days_ago"])
    fields = _fields(stage, row["fields"], lang)
    theme = work.session.scalar(
        sa.select(Theme.id).order_by(Theme.slug != row.get("theme", ""), Theme.position).limit(1))
    proposal = Proposal(
        reference=references_for(work, space, [(track, when)])[0], space_id=space.id, track=track, stage=stage.key,
        charter_id=charter_id, source_id=source_id, title=_said(row["title"], lang), theme_id=theme,
        whole_territory=True, lang=lang, excerpt=excerpt({each.key: each for each in stage.fields}, fields),
        published_at=when, stage_since=when, active_at=when)
    work.session.add(proposal)
    work.session.flush()  # its id is needed by what follows
    work.session.add(_revision(work, proposal, fields))
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    for key in (f"track:{track}", f"stage:{track}:{stage.key}"):
        count(work, space.id, key)
    return proposal.id


def _revision(work: Work, proposal: Proposal, fields: dict[str, str]) -> Any:
    from app.models.proposals import Revision

    return Revision(proposal_id=proposal.id, number=1, title=proposal.title, fields=fields, note="", author_id=None,
                    html={key: markdown.rendered(text) for key, text in fields.items() if text},
                    created_at=proposal.published_at)


def _said(texts: Mapping[str, str], lang: str) -> str:
    return (texts.get(lang) or next(iter(texts.values()))).strip()


def _fields(stage: Stage, told: Mapping[str, Mapping[str, str]], lang: str) -> dict[str, str]:
    """Those of the charter's own form; a charter with other fields takes the first text in its first long one."""
    known = {field.key for field in stage.fields}
    fields = {key: _said(texts, lang) for key, texts in told.items() if key in known}
    first = next((field.key for field in stage.fields if field.kind is FieldKind.LONG), None)
    return fields or ({first: _said(next(iter(told.values())), lang)} if first else {})


def _comments(work: Work, space: Space, proposal_id: int, row: Texts, source_id: int, lang: str) -> int:
    for each in row.get("comment", ()):
        body = _said(each["text"], lang)
        comment = Comment(space_id=space.id, proposal_id=proposal_id, source_id=source_id, body=body, lang=lang,
                          stance=Stance(each.get("stance", "neutral")), html=markdown.rendered(body),
                          created_at=work.now - timedelta(days=each["days_ago"]))
        work.session.add(comment)
        work.session.flush()  # its id is what the search keeps
        search.keep(work.session, work.now, Subject.COMMENT, comment.id)
    said = len(row.get("comment", ()))
    work.session.execute(sa.update(Proposal).where(Proposal.id == proposal_id)
                         .values(comments=Proposal.comments + said).execution_options(synchronize_session=False))
    return said


def _tie(work: Work, space_id: int, projects: Sequence[Texts], made: Mapping[str, int]) -> None:
    for row in projects:
        for need in row.get("answers", ()):
            if need in made and row["key"] in made:
                work.session.add(Link(space_id=space_id, from_id=made[row["key"]], to_id=made[need],
                                      kind=LinkKind.ANSWERS_NEED, created_by=None, created_at=work.now))
