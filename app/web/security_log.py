"""What happens at the doors, for who keeps the machine: who came in, what was refused, which limit was met.

After the OWASP Logging Vocabulary (ASVS 5.0, 16.3.1 to 16.3.3). Ids, codes and routes alone: no address, no name,
nothing typed, no network (a proxy logs these where they are wanted). What staff do is in the journal."""

import logging
import re

from flask import g, request

LOG = logging.getLogger("cordee.security")
NOT_A_CODE = re.compile(r"[^\w.:/<>-]")


def note(event: str, **codes: object) -> None:
    """`authn_login_fail reason=code_is_wrong`: one line, whatever the values."""
    person = getattr(g.get("_login_user"), "id", None)  # as Flask-Login keeps it: the database is asked nothing
    told = {"route": request.url_rule.rule if request.url_rule else "-", "person": person, **codes}
    LOG.info("%s %s", event, " ".join(f"{name}={NOT_A_CODE.sub('_', str(value))}" for name, value in told.items()
                                      if value is not None))
