"""The site's own settings: one row, changed by the operator; and its logo, kept apart so that pages do not carry it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.models import Base, pk, ref

ONLY = 1  # the id of the only row: two set-ups at once end in one


class Site(Base):
    """What is empty is as it was made: the factory's name and colours, the settings file's mail and languages.

    `mail_url` holds a password: it is never shown, never exported; docs/exploitation.md says who can read it."""

    __tablename__ = "site"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.CheckConstraint("(primary_colour = '') = (accent_colour = '')", name="colours_come_in_pairs"),
    )

    id: Mapped[pk]
    name: Mapped[str] = mapped_column(sa.String(limits.SITE_NAME), default="")
    short_name: Mapped[str] = mapped_column(sa.String(limits.SITE_SHORT), default="")
    association: Mapped[str] = mapped_column(sa.String(limits.TITLE), default="")
    sentence: Mapped[dict[str, Any]]
    locales: Mapped[list[Any]]
    primary_colour: Mapped[str] = mapped_column(sa.String(7), default="")
    accent_colour: Mapped[str] = mapped_column(sa.String(7), default="")
    mail_url: Mapped[str] = mapped_column(sa.String(600), default="")
    mail_from: Mapped[str] = mapped_column(sa.String(limits.EMAIL), default="")
    contact: Mapped[str] = mapped_column(sa.String(limits.EMAIL), default="", server_default="")
    host: Mapped[str] = mapped_column(sa.String(limits.SITE_HOST), default="", server_default="")
    mail_tried_at: Mapped[datetime | None]
    set_up_at: Mapped[datetime | None]
    second_factor_since: Mapped[datetime | None]  # when an older site was upgraded to ask its staff for one


class SiteLogo(Base):
    """A drawing cleaned, or a picture encoded anew. Never the bytes that were sent."""

    __tablename__ = "site_logo"

    site_id: Mapped[int] = ref("site.id", primary_key=True)
    media_type: Mapped[str] = mapped_column(sa.String(40))
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
