"""A small world to test in: everything in it is made by operations, so it is always legal."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import Person
from app.core.database import WRITE
from app.core.kinds import Answer, MandateState, Role, SpaceKind, StructureKind
from app.core.texts import folded
from app.decisions.service import steering
from app.proposals.service import carrying, proposals
from app.site.models import ONLY, Site
from app.structures.models import Mandate, Structure
from app.territory import service as spaces
from app.territory.models import Membership, Place
from tests.remembered import remembered

CHARTERS = Path(__file__).parent.parent / "app" / "data" / "charters"
UPGRADED = datetime.now(UTC)
TOWNS = (
    ("05061", "Gap", 40_631),
    ("05023", "Briançon", 11_084),
    ("05046", "Embrun", 6_141),
    ("05170", "Tallard", 2_300),
    ("05079", "Laragne-Montéglin", 3_500),
    ("05139", "Saint-Bonnet-en-Champsaur", 2_100),
)
REASON = "Le comité a lu le dossier et répond ainsi, après discussion."
FIELDS = {
    "problem": "Les outils dorment dans les garages.",
    "for_whom": "Les habitantes et habitants du centre.",
    "existing": "Une outilthèque à Briançon, deux repair cafés.",
    "brings": "Un local et deux bénévoles.",
    "missing": "Des étagères, une assurance.",
}


def _set_up(now: datetime) -> Site:
    """As after a set-up, without its operator: pages answer. The team has just been asked for a second factor, however
    long ago its roles were given."""
    return Site(id=ONLY, sentence={}, locales=[], set_up_at=now, second_factor_since=UPGRADED)


def put_in_service(make_session: sessionmaker[Session]) -> None:
    with make_session() as session:
        session.connection(execution_options=WRITE)
        session.add(_set_up(datetime.now(UTC)))
        session.commit()


UNLIKE = count()
COMMITS: WeakKeyDictionary[sa.Engine, int] = WeakKeyDictionary()  # by whoever wrote, worlds and pages


def _watch(engine: sa.Engine) -> None:
    """One listener for an engine, however many worlds are built on it."""
    if engine not in COMMITS:
        COMMITS[engine] = 0
        sa.event.listen(engine, "commit", _count)


def _count(connection: sa.Connection) -> None:
    engine = getattr(connection.engine, "_proxied", connection.engine)  # of an engine with options: the engine itself
    COMMITS[engine] += 1


@dataclass
class World:
    make_session: sessionmaker[Session]
    now: datetime
    charter: str = ""
    places: dict[str, int] = field(default_factory=dict)
    themes: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    space_id: int = 0
    trail: bytes = b""
    _own: int = 0

    def __post_init__(self) -> None:
        _watch(self.engine)
        self._own = self._commits
        self._trace(self.now, self.charter)
        self._begin()

    @remembered
    def _begin(self) -> None:
        text = self.charter or (CHARTERS / "default.toml").read_text()
        self._add(*(Place(code=code, name=name, name_key=folded(name), population=n) for code, name, n in TOWNS))
        names = {"fr": "Hautes-Alpes", "en": "Hautes-Alpes"}
        self.do(
            spaces.set_themes, None, [("locaux", {"fr": "Locaux et matériels", "en": "Premises and equipment"}, {})]
        )
        with self.make_session() as session:
            from app.territory.models import Theme

            self.places = {p.name: p.id for p in session.query(Place)}
            self.themes = {t.slug: t.id for t in session.query(Theme)}
        self.space_id = self.do(
            spaces.open_space,
            None,
            "hautes-alpes",
            SpaceKind.TERRITORY,
            names,
            {},
            "Europe/Paris",
            text,
            opens_at=self.now - timedelta(days=400),
        )

    def in_service(self) -> "World":
        self._add(_set_up(self.now))
        return self

    @property
    def engine(self) -> sa.Engine:
        engine: sa.Engine = self.make_session.kw["bind"]
        return engine

    @property
    def _commits(self) -> int:
        return COMMITS.get(self.engine, -1)  # a world that was put on another database is never alone

    def _trace(self, *told: Any) -> None:
        """What was done to this world, in order: two worlds of the same trail are the same."""
        said = repr(told)
        if " object at 0x" in said:  # an address, which another object may have later: never the same again
            said = f"{next(UNLIKE)} {said}"
        self.trail = sha256(self.trail + said.encode()).digest()

    def alone(self) -> bool:
        """Nobody wrote here but by `do` and by the makers below, and nobody reads at this moment."""
        return self._commits == self._own and not getattr(self.engine.pool, "checkedout", int)()

    def told(self) -> dict[str, Any]:
        return {key: copy(getattr(self, key)) for key in ("now", "places", "themes", "people", "space_id", "trail")}

    def become(self, told: dict[str, Any]) -> None:
        self._own = self._commits
        for key, value in told.items():
            setattr(self, key, copy(value))

    def _add(self, *rows: Any) -> None:
        told = [(type(row), [item for item in row.__dict__.items() if not item[0].startswith("_")]) for row in rows]
        self._written(lambda: self._put(rows), told)

    def _put(self, rows: Iterable[Any]) -> None:
        with self.make_session() as session:
            session.connection(execution_options=WRITE)
            session.add_all(rows)
            session.commit()

    def _written(self, act: Callable[[], Any], *told: Any) -> Any:
        known = self._commits == self._own
        self._trace(*told)
        try:
            return act()
        finally:
            if known:
                self._own = self._commits

    def do(
        self, operation: Callable[..., Any], actor: int | None, *args: Any, at: datetime | None = None, **given: Any
    ) -> Any:
        """Run an operation as somebody, now or at another moment."""
        when = at or self.now
        return self._written(lambda: operation(self.make_session, when, actor, *args, **given),
                             operation.__qualname__, when, actor, args, sorted(given.items()))

    def later(self, **delta: float) -> datetime:
        """Time passes."""
        self.now += timedelta(**delta)
        self._trace(delta)
        return self.now

    def person(self, name: str, *roles: Role, town: str = "Gap", locale: str = "fr") -> int:
        """The one of that name; made the first time."""
        if name in self.people:
            return self.people[name]
        address = f"{name.lower()}@example.org"
        person = Person(
            uid=f"{len(self.people):032x}",
            email=address,
            email_key=address,
            first_name=name,
            locale=locale,
            display_name=name,
            place_id=self.places[town],
            created_at=self.now,
        )
        self._add(person)
        with self.make_session() as session:
            self.people[name] = session.query(Person.id).filter_by(email_key=address).scalar()
        for role in roles:
            self.role(self.people[name], role)
        return self.people[name]

    def role(self, person_id: int, role: Role) -> None:
        self._add(Membership(space_id=self.space_id, person_id=person_id, role=role, granted_at=self.now))

    def structure(
        self, name: str, *people: int, college: str = "associations", kind: StructureKind = StructureKind.ASSOCIATION
    ) -> int:
        slug = name.lower().replace(" ", "-")
        with self.make_session() as session:
            if (there := session.query(Structure.id).filter_by(slug=slug).scalar()) is not None:
                return int(there)
        self._add(
            Structure(slug=slug, name=name, name_key=folded(name), kind=kind, college=college, created_at=self.now)
        )
        with self.make_session() as session:
            structure_id: int = session.query(Structure.id).filter_by(slug=slug).scalar()
        self._add(
            *(
                Mandate(
                    structure_id=structure_id,
                    person_id=p,
                    state=MandateState.ACTIVE,
                    from_on=date(2020, 1, 1),
                    created_at=self.now,
                )
                for p in people
            )
        )
        return structure_id

    @remembered
    def need(
        self,
        by: int,
        title: str = "Garder les enfants le soir à Embrun",
        lived: str = "Après dix-neuf heures, rien.",
        town: str = "Embrun",
    ) -> int:
        text = proposals.Text(title=title, lang="fr", fields={"lived": lived}, place_ids=(self.places[town],))
        made: int = self.do(proposals.submit, by, self.space_id, "need", text)
        return made

    @remembered
    def idea(
        self,
        by: int,
        title: str = "Une outilthèque partagée à Gap",
        town: str = "Gap",
        answers: tuple[int, ...] = (),
        **fields: str,
    ) -> int:
        text = proposals.Text(
            title=title,
            lang="fr",
            fields=FIELDS | fields,
            place_ids=(self.places[town],),
            theme_id=self.themes["locaux"],
        )
        made: int = self.do(proposals.submit, by, self.space_id, "project", text, answers=answers)
        return made

    def supporters(self, proposal_id: int, number: int, start: int = 0) -> None:
        """That many people from every town in turn."""
        towns = list(self.places)
        for n in range(start, start + number):
            who = self.person(f"Sup{n}", town=towns[n % len(towns)])
            self.do(proposals.support, who, proposal_id)

    def carrier(self, proposal_id: int, by: int, who: int, structure_id: int | None = None) -> None:
        from app.proposals.models import Carrier

        self.do(carrying.invite_person, by, proposal_id, who)
        with self.make_session() as session:
            asked = (
                session.query(Carrier.id).filter_by(proposal_id=proposal_id, person_id=who, accepted_at=None).scalar()
            )
        self.do(carrying.accept, who, asked, structure_id)

    @remembered
    def ready_idea(self, by: int, **given: str) -> int:
        """Every condition of the first gate holds."""
        idea = self.idea(by, **given)
        other = self.person("Zoe")
        self.carrier(idea, by, other, self.structure("Les outils du pays", other))
        third = self.person("Yann")
        self.carrier(idea, by, third, self.structure("Atelier du Buëch", third))
        self.supporters(idea, 12)
        self.later(days=40)
        return idea

    @remembered
    def group_project(self, by: int) -> int:
        """At the stage where a work group is born."""
        idea = self.ready_idea(by)
        chair = self.person("Steering", Role.STEERING)
        self.do(steering.decide, chair, idea, self.gate(idea), Answer.PROMOTED, REASON)
        return idea

    def gate(self, proposal_id: int) -> str:
        """The key of the decided gate out of its present stage."""
        from app.governance.gates import open_gates
        from app.proposals.models import Proposal
        from app.territory.queries.charters import charter_by_id

        with self.make_session() as session:
            row = session.get_one(Proposal, proposal_id)
            charter = charter_by_id(session, row.charter_id)
            return next(g.key for g in open_gates(charter, row.track, row.stage) if g.decision is not None)

    def seconded(self, operation: Callable[..., Any], by: int, second: int, *args: Any) -> int | None:
        """An act that waits for a colleague's yes, and that yes. The decision it opened or ended, if it did."""
        from app.accounts.models import StaffAct
        from app.accounts.service import roles as staff_acts

        self.do(operation, by, *args)
        with self.make_session() as session:
            act = session.scalars(sa.select(StaffAct.id).order_by(StaffAct.id.desc()).limit(1)).one()
        self.do(staff_acts.agree, second, act)
        with self.make_session() as session:
            return session.get_one(StaffAct, act).decision_id


def other_space(world: World) -> int:
    """A call of the same house, under the same rules."""
    made: int = world.do(
        spaces.open_space, None, "appel-hiver", SpaceKind.CALL, {"fr": "Appel", "en": "Call"}, {}, "Europe/Paris",
        (CHARTERS / "default.toml").read_text(), opens_at=world.now - timedelta(days=9),
        closes_at=world.now + timedelta(days=90))
    return made
