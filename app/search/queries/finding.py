"""A query as the index can be asked: for each term, the stems that answer to it. Both engines take the same."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.database import is_sqlite
from app.core.kinds import Status, Subject
from app.core.texts import LOST, WORD, distance, fold, normal, pairs, reach
from app.proposals.models import Proposal, ProposalPlace
from app.search.models import SearchDoc, SearchPair, SearchWord
from app.search.queries import postgresql, sqlite
from app.search.queries.index import LANGUAGES, readings, stems, text_of, written
from app.search.rules import Asked, Group as search_Group, Piece, Sought, Term, Way, read, replaced

ENDINGS = 40  # stems that a beginning may stand for beside those that begin so themselves


def sought(session: Session, asked: Asked, lang: str) -> Sought | None:
    """None where nothing is left to look for: void words, or only what is not wanted."""
    wanted = {group: term for term in asked.wanted if (group := _group(session, term, lang))}
    if not wanted:
        return None
    unwanted = tuple(group for term in asked.unwanted if (group := _group(session, term, lang)))
    return Sought(tuple(wanted), unwanted, tuple(wanted.values()))


def _group(session: Session, term: Term, lang: str) -> search_Group:
    match term.way:
        case Way.WORD:
            return tuple(Piece((stem,)) for reading in readings(term.words[0], lang) for stem in reading)
        case Way.PHRASE:
            return _phrase(" ".join(term.words), lang)
        case Way.BEGINNING:
            return (Piece(term.words, begins=True), *_endings(session, term.words[0]))


def _phrase(words: str, lang: str) -> search_Group:
    """In every language that is kept; the reader's says whether there is anything in it."""
    if not stems(words, lang):
        return ()
    others = [other for other in LANGUAGES if other != lang]
    return tuple(dict.fromkeys(Piece(tuple(found)) for each in (lang, *others) if (found := stems(words, each))))


def _endings(session: Session, beginning: str) -> Iterable[Piece]:
    """« associat* » is also « association », whose stem is shorter: the words that were written know."""
    found = session.scalars(
        sa.select(SearchWord.stem).where(
            SearchWord.word >= beginning, SearchWord.word < beginning + "\U0010ffff",
            sa.func.substr(SearchWord.stem, 1, len(beginning)) != beginning)
        .distinct().order_by(SearchWord.stem).limit(ENDINGS))
    return tuple(Piece((stem,)) for stem in found)


# What is found, in which order, a page at a time; how many there are, by kind, theme, place… Two engines, one answer.
#
# Of all that matches, at most twice `NEWEST` are put in order: the newest whose title holds a word that was asked for,
# and the newest of all. Counting stops at `COUNTED`, and says so.

NEWEST = 1_000
COUNTED = 5_000
D: Any = SearchDoc.__table__.c


@dataclass(frozen=True, slots=True)
class Only:
    """What the hits are narrowed to. Theme, stage, status and place are those of the proposal a hit belongs to; a
    structure has a place of its own."""

    kinds: tuple[Subject, ...] = ()
    track: str = ""
    theme_id: int | None = None
    place_id: int | None = None
    stage: tuple[str, str] | None = None
    statuses: tuple[Status, ...] = ()
    year: int | None = None


EVERYTHING = Only()


@dataclass(frozen=True, slots=True)
class Hit:
    """Hits come by score, then the newest first."""

    id: int
    kind: Subject
    ref: int
    track: str
    score: int
    at: datetime


After = tuple[int, datetime, int]


def find(session: Session, sought: Sought, only: Only = EVERYTHING, *, limit: int = 20,
         after: After | None = None) -> list[Hit]:
    """`after`: score, moment and id of the last hit shown."""
    ranked = _ranked(session, (sought,), sought, only)
    return _page(session, ranked, limit, after)


def find_nearly(session: Session, sought: Sought, only: Only = EVERYTHING, *, limit: int = 20) -> list[Hit]:
    """Where one of the terms may be missing; for when few hold them all."""
    return _page(session, _ranked(session, sought.loose, sought, only), limit, None) if sought.loose else []


def _page(session: Session, ranked: Any, limit: int, after: After | None) -> list[Hit]:
    hits = sa.select(ranked).order_by(ranked.c.score.desc(), ranked.c.at.desc(), ranked.c.id.desc()).limit(limit)
    if after is not None:
        score, at, row_id = after
        hits = hits.where(sa.tuple_(ranked.c.score, ranked.c.at, ranked.c.id) < sa.tuple_(
            sa.literal(score), sa.literal(at, D.at.type), sa.literal(row_id)))
    return [Hit(row.id, row.kind, row.ref, row.track, row.score, row.at) for row in session.execute(hits)]


def _ranked(session: Session, any_of: Sequence[Sought], asked: Sought, only: Only) -> Any:
    """The candidates as a subquery, each with its score."""
    engine = engine_of(session)
    match = engine.either(any_of)
    windows = [narrowed(engine.matching(match, D.id, titles=titles), only).order_by(engine.NEWEST).limit(NEWEST)
               for titles in (asked.wanted, ())]
    ids = sa.union(*(sa.select(window.subquery().c.id) for window in windows)).subquery()
    return (sa.select(D.id, D.kind, D.ref, D.track, D.at, _score(engine, asked).label("score"))
            .select_from(ids.join(SearchDoc, D.id == ids.c.id)).subquery())


def _score(engine: Any, asked: Sought) -> sa.ColumnElement[int]:
    """For each term: three for the title, one for being there at all (not all are when one may be missing), one more
    for being said twice."""
    title, words = (sa.literal(" ") + column + sa.literal(" ") for column in (D.title_words, D.words))
    score: sa.ColumnElement[int] = sa.literal(0)
    for group in asked.wanted:
        for text, pattern, worth in ((title, " {}", 3), (words, " {}", 1), (words, None, 1)):
            score = score + sa.case((sa.or_(*(_has(engine, text, piece, pattern) for piece in group)), worth), else_=0)
    return score


def _has(engine: Any, text: Any, piece: Any, pattern: str | None) -> sa.ColumnElement[bool]:
    """`pattern` None: twice. Stems hold neither of the signs that LIKE reads."""
    one = f" {' '.join(piece.stems)}{'' if piece.begins else ' '}"
    if pattern is None:
        found: sa.ColumnElement[bool] = text.like(f"%{one}%{one}%")
        return found
    held: sa.ColumnElement[bool] = engine.holds(text, one)
    return held


def narrowed(statement: Any, only: Only) -> Any:
    """A statement on the documents, with the proposal they belong to where it is asked about."""
    wanted = [D.kind.in_(only.kinds)] if only.kinds else []
    if only.track:
        wanted.append(D.track == only.track)
    if only.year is not None:
        wanted.append(D.year == only.year)
    if only.place_id is not None:
        there = sa.select(ProposalPlace.proposal_id).where(
            ProposalPlace.proposal_id == D.proposal_id, ProposalPlace.place_id == only.place_id)
        wanted.append(sa.or_(D.place_id == only.place_id, sa.exists(there)))
    of_proposal = _of_proposal(only)
    if of_proposal:
        statement = statement.join(Proposal, Proposal.id == D.proposal_id)
    return statement.where(*wanted, *of_proposal)


def _of_proposal(only: Only) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if only.theme_id is not None:
        wanted.append(Proposal.theme_id == only.theme_id)
    if only.stage is not None:
        wanted += [Proposal.track == only.stage[0], Proposal.stage == only.stage[1]]
    if only.statuses:
        wanted.append(Proposal.status.in_(only.statuses))
    return wanted


def there_are(session: Session, sought: Sought, most: int = 1) -> int:
    """How many match, at most that many."""
    engine = engine_of(session)
    some = engine.matching(engine.expressed(sought), D.id).limit(most).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def engine_of(session: Session) -> Any:
    return sqlite if is_sqlite(session) else postgresql


# How many hits there are of each kind, theme, stage, state, year and commune: two reads, whatever is found.

PLACES = 8  # communes listed: those with most


@dataclass(frozen=True, slots=True)
class Group:
    """Hits that have all of these in common, and how many."""

    kind: Subject
    track: str
    theme_id: int | None
    stage: str
    status: Status | None
    year: int
    n: int


@dataclass(frozen=True, slots=True)
class Counts:
    """`is_whole`: everything was counted; else the newest `COUNTED`, and every figure is « at least »."""

    total: int = 0
    is_whole: bool = True
    kinds: Counter[tuple[Subject, str]] = field(default_factory=Counter)
    themes: Counter[int] = field(default_factory=Counter)
    stages: Counter[tuple[str, str]] = field(default_factory=Counter)
    statuses: Counter[Status] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    places: Counter[int] = field(default_factory=Counter)


def counts(session: Session, sought: Sought, only: Only) -> Counts:
    """Every facet is counted as if nothing were chosen in it, so that another choice shows what it would give."""
    matches = _matches(session, sought, replace(only, kinds=(), track="", theme_id=None, stage=None, statuses=(),
                                                 year=None))
    groups = _groups(session, matches)
    found = Counts(is_whole=sum(group.n for group in groups) < COUNTED)
    for group in groups:
        _enter(found, group, only)
    found.places.update(_places(session, _matches(session, sought, replace(only, place_id=None))))
    total = sum(n for (kind, track), n in found.kinds.items() if _is_kind(kind, track, only))
    return replace(found, total=total)


def _matches(session: Session, sought: Sought, only: Only) -> Any:
    """The newest of them, as a subquery."""
    engine = engine_of(session)
    matching = engine.matching(engine.expressed(sought), D.kind, D.track, D.proposal_id, D.place_id, D.year)
    return narrowed(matching, only).order_by(engine.NEWEST).limit(COUNTED).subquery()


def _groups(session: Session, matches: Any) -> list[Group]:
    by = (matches.c.kind, matches.c.track, Proposal.theme_id, Proposal.stage, Proposal.status, matches.c.year)
    rows = session.execute(sa.select(*by, sa.func.count()).select_from(matches).outerjoin(
        Proposal, Proposal.id == matches.c.proposal_id).group_by(*by))
    return [Group(kind, track, theme, stage or "", status, when, n)
            for kind, track, theme, stage, status, when, n in rows]


def _enter(found: Counts, group: Group, only: Only) -> None:
    """Into each facet that the other choices leave it in."""
    fits = {
        "kinds": _is_kind(group.kind, group.track, only), "themes": only.theme_id in (None, group.theme_id),
        "stages": only.stage in (None, (group.track, group.stage)),
        "statuses": not only.statuses or group.status in only.statuses, "years": only.year in (None, group.year)}
    keys: dict[str, Any] = {
        "kinds": (group.kind, group.track), "themes": group.theme_id,
        "stages": (group.track, group.stage) if group.stage else None, "statuses": group.status,
        "years": group.year or None}
    for name, key in keys.items():
        if key is not None and all(fit for other, fit in fits.items() if other != name):
            getattr(found, name)[key] += group.n


def _is_kind(kind: Subject, track: str, only: Only) -> bool:
    return (not only.kinds or kind in only.kinds) and (not only.track or track == only.track)


def _places(session: Session, matches: Any) -> dict[int, int]:
    """A hit of several communes counts in each of them."""
    of_proposals = (sa.select(ProposalPlace.place_id.label("place_id"))
                    .join(matches, matches.c.proposal_id == ProposalPlace.proposal_id))
    own = sa.select(matches.c.place_id).where(matches.c.place_id.is_not(None))
    both = sa.union_all(of_proposals, own).subquery()
    n = sa.func.count().label("n")
    rows = session.execute(sa.select(both.c.place_id, n).group_by(both.c.place_id)
                           .order_by(n.desc(), both.c.place_id).limit(PLACES))
    return {row.place_id: row.n for row in rows}


# What a page of hits shows: one read for each kind that is among them, and one for the proposals they belong to.

def rows_of(session: Session, hits: Sequence[Hit]) -> dict[tuple[Subject, int], Any]:
    """By kind and id; who was hidden a moment ago is not among them."""
    found: dict[tuple[Subject, int], Any] = {}
    for kind in dict.fromkeys(hit.kind for hit in hits):
        refs = [hit.ref for hit in hits if hit.kind is kind]
        found |= {(kind, row.ref): row for row in session.execute(written(kind, refs, html=True))}
    return found


def proposals_of(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    """What a card says of the proposal a hit belongs to."""
    places = (sa.select(sa.func.string_agg(sa.cast(ProposalPlace.place_id, sa.String), sa.literal(",")))
              .where(ProposalPlace.proposal_id == Proposal.id).scalar_subquery().label("place_ids"))
    rows = session.execute(sa.select(
        Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.charter_id,
        Proposal.status, Proposal.theme_id, Proposal.whole_territory, Proposal.where_text, Proposal.supports,
        Proposal.comments, Proposal.excerpt, Proposal.published_at, places).where(Proposal.id.in_(ids)))
    return {row.id: row for row in rows}


# « Vouliez-vous dire … ? »: what was typed, with the words that are nearly nowhere written as they are elsewhere.

RARE = 2  # documents: a word that fewer hold may be a mistake, in the query or in them
OFTENER = 10  # times, than the word that was typed, before another is offered instead
LOOKED_IN = 12  # texts, for how a word is written
LOOKED_AT = 4  # words of a query, and candidates for each


def suggestion(session: Session, typed: str, lang: str) -> str | None:
    """Only what finds something; the same on both databases."""
    others: dict[str, str] = {}
    for word in _words(read(typed)):
        if (better := _better(session, word, lang)) is not None:
            others[word] = better
    if not others:
        return None
    told = replaced(typed, others)
    asked = sought(session, read(told), lang)
    return told if asked is not None and there_are(session, asked) else None


def _words(asked: Asked) -> list[str]:
    found = [word for term in asked.wanted if term.way is not Way.BEGINNING for word in term.words]
    return [word for word in dict.fromkeys(found) if reach(word) and word.isalpha()][:LOOKED_AT]


def _better(session: Session, word: str, lang: str) -> str | None:
    """The nearest word that is written much oftener; of those as near, the one that is written most."""
    own = _held(session, word, lang, RARE + 1)
    if own > RARE:
        return None
    least = max(1, own * OFTENER)
    return next((_as_written(session, other, lang) for other in near(session, word)
                 if _held(session, other, lang, least) >= least), None)


def _held(session: Session, word: str, lang: str, most: int) -> int:
    """How many documents hold it now, at most that many."""
    asked = sought(session, read(word), lang)
    return there_are(session, asked, most) if asked is not None else most


def near(session: Session, word: str) -> list[str]:
    """Folded, the nearest first."""
    return nearest(session, {word: reach(word)})[word]


def nearest(session: Session, mistakes: Mapping[str, int]) -> dict[str, list[str]]:
    """For each word, those at most so many mistakes away, in two statements whatever their number."""
    if not mistakes:
        return {}
    far: dict[str, dict[str, int]] = {word: {} for word in mistakes}
    for word, other in session.execute(sa.union_all(*(_like(word, most) for word, most in mistakes.items()))):
        steps = distance(word, other, mistakes[word])
        if other != word and steps <= mistakes[word]:
            far[word][other] = steps
    close = sorted({other for others in far.values() for other in others})
    rows = session.execute(sa.select(SearchWord.word, sa.func.max(SearchWord.n))
                           .where(SearchWord.word.in_(close)).group_by(SearchWord.word)).all()
    written = {word: n for word, n in rows}
    return {word: _best(word, others, written) for word, others in far.items()}


def _like(word: str, most: int) -> Any:
    own = pairs(word)
    size = SearchPair.size.between(len(word) - most, len(word) + most)
    return (sa.select(sa.literal(word), SearchPair.word).where(SearchPair.pair.in_(sorted(own)), size)
            .group_by(SearchPair.word).having(sa.func.count() >= max(1, len(own) - LOST * most)))


def _best(word: str, others: Mapping[str, int], written: Mapping[str, int]) -> list[str]:
    known = [other for other in others if other in written]
    return sorted(known, key=lambda other: (others[other], other[0] != word[0], -written[other], other))[:LOOKED_AT]


def _as_written(session: Session, word: str, lang: str) -> str:
    """With its accents, as most of the newest texts that hold it write it."""
    asked = sought(session, read(word), lang)
    hits = find(session, asked, limit=LOOKED_IN) if asked is not None else []
    texts = (f"{row.title} {text_of(row)}" for kind in dict.fromkeys(hit.kind for hit in hits)
             for row in session.execute(written(kind, [hit.ref for hit in hits if hit.kind is kind])))
    forms = Counter(form.lower() for text in texts for form in WORD.findall(normal("NFC", text))
                    if fold(form) == word)
    return max(sorted(forms), key=lambda form: forms[form], default=word)
