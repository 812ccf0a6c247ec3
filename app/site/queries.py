"""The site's own settings as pages, mails and the set-up read them; and what has been done since it was opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Erasure
from app.core.kinds import MailState, Role, Subject
from app.journal.models import Event
from app.notifications.models import Mail
from app.proposals.models import Imported, Proposal
from app.site.models import Site, SiteLogo
from app.territory.models import Charter, CharterDraft, Membership, RoleInvitation

SAMPLES = "cordee-exemples"  # the system under which examples are known in `imported`


@dataclass(frozen=True, slots=True)
class LogoRef:
    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SiteRef:
    """What pages may show. Never the mail's password: `mail_host` only."""

    name: str
    short_name: str
    association: str
    sentence: Mapping[str, str]
    locales: tuple[str, ...]
    primary: str
    accent: str
    mail_host: str
    mail_from: str
    contact: str
    host: str
    set_up_at: datetime | None
    logo: LogoRef | None


@dataclass(frozen=True, slots=True)
class MailTold:
    """For the sender alone."""

    url: str
    sender: str
    name: str
    set_up: bool


NOTHING = SiteRef("", "", "", {}, (), "", "", "", "", "", "", None, None)
NO_MAIL = MailTold("", "", "", False)


def current(session: Session) -> SiteRef:
    """As nothing was told, where there is no row yet."""
    row = session.execute(
        sa.select(Site.name, Site.short_name, Site.association, Site.sentence, Site.locales, Site.primary_colour,
                  Site.accent_colour, Site.mail_url, Site.mail_from, Site.contact, Site.host, Site.set_up_at,
                  SiteLogo.digest, SiteLogo.width, SiteLogo.height)
        .outerjoin(SiteLogo, SiteLogo.site_id == Site.id)).first()
    if row is None:
        return NOTHING
    logo = LogoRef(row.digest, row.width, row.height) if row.digest else None
    return SiteRef(row.name, row.short_name, row.association, row.sentence, tuple(row.locales), row.primary_colour,
                   row.accent_colour, _host(row.mail_url), row.mail_from, row.contact, row.host, row.set_up_at, logo)


def _host(url: str) -> str:
    """`smtp://name:secret@host:587` → `host:587`."""
    return url.rpartition("://")[2].rpartition("@")[2]


def mail(session: Session) -> MailTold:
    row = session.execute(sa.select(Site.mail_url, Site.mail_from, Site.name, Site.set_up_at)).first()
    return MailTold(row.mail_url, row.mail_from, row.name, row.set_up_at is not None) if row else NO_MAIL


def logo(session: Session) -> SiteLogo | None:
    return session.scalar(sa.select(SiteLogo))


def is_set_up(session: Session) -> bool:
    return session.scalar(sa.select(Site.set_up_at)) is not None


def is_pending(session: Session) -> bool:
    """Nobody ever was its operator, and no set-up was finished: only then may one begin."""
    done = sa.or_(sa.exists().where(Site.set_up_at.is_not(None)),
                  sa.exists().where(Membership.role == Role.OPERATOR))
    return session.scalar(sa.select(sa.literal(1)).where(done)) is None


def samples(session: Session) -> frozenset[int]:
    """The ids of the proposals that are examples."""
    return frozenset(session.scalars(sa.select(Imported.subject_id).where(
        Imported.system == SAMPLES, Imported.kind == Subject.PROPOSAL)))


@dataclass(frozen=True, slots=True)
class Done:
    """Facts, for the list of first steps: nobody ticks a box."""

    mail_tried: bool
    charter_read: bool
    committee: int
    asked: int  # to join the committee, by mail
    written: bool


def done(session: Session, now: datetime) -> Done:
    """One read. A charter counts as looked at once somebody began or adopted another version."""
    sent = sa.exists().where(Mail.state == MailState.SENT)
    tried = sa.exists().where(Site.mail_tried_at.is_not(None))
    read = sa.or_(sa.exists().where(CharterDraft.id > 0), sa.exists().where(Charter.version > 1))
    committee = sa.select(sa.func.count(sa.distinct(Membership.person_id))).where(
        Membership.role == Role.STEERING, Membership.revoked_at.is_(None)).scalar_subquery()
    asked = sa.select(sa.func.count(RoleInvitation.id)).where(
        RoleInvitation.role == Role.STEERING, RoleInvitation.expires_at > now).scalar_subquery()
    written = sa.exists().where(Proposal.author_id.is_not(None), Proposal.track == "need")
    row = session.execute(sa.select(sa.or_(sent, tried), read, committee, asked, written)).one()
    return Done(bool(row[0]), bool(row[1]), int(row[2]), int(row[3]), bool(row[4]))


# Since when copies could have been made, and when their lateness was last said.

def opened_at(session: Session) -> datetime | None:
    """When the site was put into service, else when its journal begins; None where there is no site yet."""
    told: datetime | None = session.scalar(sa.select(Site.set_up_at))
    return told or session.scalar(sa.select(Event.at).order_by(Event.id).limit(1))


def last_warning(session: Session, space_id: int) -> datetime | None:
    found: datetime | None = session.scalar(
        sa.select(Event.at).where(Event.kind == "backup.late", Event.space_id == space_id)
        .order_by(Event.id.desc()).limit(1))
    return found


# The list of what was taken away: what is not in its file yet, and since when a copy knows nothing of it.

def to_note(session: Session, limit: int) -> Sequence[Any]:
    """(id, at, what, target), the oldest first."""
    return session.execute(sa.select(Erasure.id, Erasure.at, Erasure.what, Erasure.target)
                           .where(Erasure.noted_at.is_(None)).order_by(Erasure.id).limit(limit)).all()


def last_moment(session: Session) -> datetime | None:
    """Of the newest line of any journal: a copy knows nothing of what was done after it."""
    found: datetime | None = session.scalar(sa.select(Event.at).order_by(Event.id.desc()).limit(1))
    return found
