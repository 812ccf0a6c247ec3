"""A new site put into service: its territory, its name, its languages, its mail and its first operator, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from app.accounts.events import RoleGranted
from app.accounts.models import HeldForm, KnownBrowser, LoginCode, LoginSession, Person
from app.accounts.service.shared import (
    SIGN_IN,
    TABLES as FACTORS,
    Profile,
    add_person,
    draw_code,
    draw_link,
    post,
    set_profile,
)
from app.core import limits, texts
from app.core.kinds import MailState, Role, SpaceKind
from app.core.refusals import IS_NEEDED, NOT_AN_ADDRESS
from app.core.unit_of_work import Refused, Work, operation
from app.demo.samples import SampleTexts, enter_samples
from app.notifications.models import Mail
from app.proposals.service.texts import checked
from app.site import queries as read, refusals
from app.site.events import SiteOpened
from app.site.service.settings import ADDRESS, answer_for, name_it, send_by, speak, territory_id, the_site
from app.territory.models import Membership, Space
from app.territory.rules import PlaceRow
from app.territory.service import ThemeTold, opened, put_themes, replace_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A territory that is not there yet: its communes, themes and charter."""

    name: str
    about: Mapping[str, str]
    timezone: str
    charter: str
    themes: Sequence[ThemeTold]
    places: Sequence[PlaceRow]
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The five answers. `ground` is None where the territory was opened before by a command."""

    ground: Ground | None
    name: str
    short_name: str = ""
    association: str = ""
    sentence: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    host: str = ""
    locales: tuple[str, ...]
    mail_url: str = ""
    mail_from: str = ""
    mail_tried: bool = False
    email: str
    profile: Profile
    samples: SampleTexts | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """`link` is the token of an address that opens the operator's session once; empty where a code was mailed."""

    person_id: int
    link: str


@operation
def open_site(work: Work, told: Opening, secret_key: str, *, mails: bool, asker: str | None = None) -> Opened:
    """All of it in one transaction, once for ever. `mails`: the settings file already says where mails go. `asker`: the
    browser that will type the code."""
    if not read.is_pending(work.session):
        raise Refused(refusals.ALREADY_OPEN)
    site = the_site(work)
    _revoke_all(work)
    if told.ground is not None:
        _open_ground(work, told.ground)
    space_id = territory_id(work)
    if not told.name.strip():
        raise Refused(IS_NEEDED, field="name")
    name_it(site, told.name, told.short_name, told.association, told.sentence)
    answer_for(site, told.contact, told.host)
    speak(site, told.locales)
    send_by(site, told.mail_url, told.mail_from)
    site.mail_tried_at = work.now if told.mail_tried else None
    site.set_up_at = work.now
    person_id = _operator(work, space_id, told)
    if told.samples is not None:
        enter_samples(work, space_id, told.samples, told.locales[0])
    work.say(SiteOpened(space_id=space_id, subject_id=space_id))
    return Opened(person_id, _way_in(work, told, secret_key, mails=bool(told.mail_url) or mails, asker=asker))


def _revoke_all(work: Work) -> None:
    """Whoever came before the site was anybody's came without being asked who they were: no session, code, password,
    second factor or half-written form of theirs is worth anything afterwards."""
    work.session.execute(sa.update(LoginSession).where(LoginSession.revoked_at.is_(None)).values(revoked_at=work.now))
    work.session.execute(sa.update(Person).values(password_hash=None))
    for table in (LoginCode, HeldForm, KnownBrowser, *FACTORS):
        work.session.execute(sa.delete(table))
    work.session.execute(sa.delete(Mail).where(Mail.kind.in_(("code", "link", "address_code")),
                                               Mail.state == MailState.PENDING))


def _open_ground(work: Work, ground: Ground) -> None:
    if work.session.scalar(sa.select(Space.id).where(Space.kind == SpaceKind.TERRITORY).limit(1)) is not None:
        raise Refused(refusals.ALREADY_OPEN)
    name = checked(" ".join(ground.name.split()), "territory", most=limits.TITLE, least=2)
    put_themes(work, ground.themes)
    space = Space(slug=texts.slug(name, 60), kind=SpaceKind.TERRITORY, name={"fr": name, "en": name},
                  about=dict(ground.about), timezone=ground.timezone, opens_at=work.now)
    replace_places(work, opened(work, space, ground.charter, ground.code), ground.places)


def _operator(work: Work, space_id: int, told: Opening) -> int:
    """The first of the staff; an account that exists already under that address is theirs, as they say it now."""
    if not ADDRESS.fullmatch(told.email) or len(told.email) > limits.EMAIL:
        raise Refused(NOT_AN_ADDRESS, field="email")
    person = work.session.scalar(sa.select(Person).where(Person.email_key == texts.address_key(told.email)))
    if person is not None:
        set_profile(work, person, told.profile)
    person_id = person.id if person else add_person(work, told.email, told.profile, told.locales[0])
    work.session.add(Membership(space_id=space_id, person_id=person_id, role=Role.OPERATOR, granted_at=work.now))
    work.say(RoleGranted(space_id=space_id, subject_id=person_id, role=Role.OPERATOR.value))
    return person_id


def _way_in(work: Work, told: Opening, secret_key: str, *, mails: bool, asker: str | None) -> str:
    if not mails:
        return draw_link(work, told.email, secret_key)
    code = draw_code(work, told.email, SIGN_IN, secret_key, asker=asker)
    until = work.now + timedelta(minutes=limits.CODE_MINUTES)
    post(work, told.email, "code", told.locales[0], code=code, minutes=limits.CODE_MINUTES, until=until.isoformat())
    return ""
