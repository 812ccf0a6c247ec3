"""Every form that five people meet in the demonstration, field by field, with what nobody types: both databases answer
alike, and no page breaks. About a hundred forms, seven thousand sendings."""

import logging
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from werkzeug.exceptions import HTTPException

from tests.slow.test_twins import settle
from tests.web.forms_of import Shown, forms_of
from tests.web.hostile import FIELDS
from tests.web.test_matrix import routes
from tests.web.twins import Twins, two_houses

pytestmark = pytest.mark.slow
READERS = ("claire.r@example.org", "solene.v@example.org", "bernard.m@example.org", "anouk.g@example.org",
           "ines.d@example.org")
LEFT = ("/deconnexion", "/connexion", "/mon-espace/connexions", "/mon-espace/effacer")  # they end the session
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(scope="module")
def twins(postgres_engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    logging.getLogger("app").setLevel(logging.CRITICAL)
    with two_houses(postgres_engine.url, tmp_path_factory.mktemp("hostile")) as apps:
        for app in apps.values():
            app.config["PROPAGATE_EXCEPTIONS"] = False
        yield Twins.built(apps, settle)


def rule_of(twins: Twins, path: str) -> str:
    adapter = twins.apps["sqlite"].url_map.bind("localhost")
    try:
        return str(adapter.match(path.partition("?")[0], method="POST", return_rule=True)[0].rule)
    except HTTPException:
        return ""


def met(twins: Twins, reader: str, known: set[tuple[str, ...]]) -> Iterator[tuple[str, Shown]]:
    """Each form once: the same fields sent to the same rule are the same form."""
    walk = twins.walk(reader, ["/", *routes(twins.apps["sqlite"], "GET")], kinds=4)
    for path in sorted(walk.asked):
        page = twins.client("sqlite", reader).get(path)
        for form in forms_of(page.text) if page.mimetype == "text/html" and page.status_code == 200 else ():
            form.action = form.action if form.action.startswith("/") else path.partition("?")[0]
            rule = rule_of(twins, form.action)
            key = (rule, *form.names)
            if form.method == "post" and rule and not rule.startswith(LEFT) and key not in known:
                known.add(key)
                yield path, form
        page.close()


def sent(twins: Twins, reader: str, engine: str, form: Shown, token: str, name: str, value: str) -> tuple[int, object]:
    fields = [(key, kept) for key, kept in form.values if key not in ("csrf_token", name)]
    answer = twins.client(engine, reader).post(
        form.action, data=urlencode([*fields, (name, value), ("csrf_token", token)]),
        content_type="application/x-www-form-urlencoded")
    answer.close()
    return answer.status_code, answer.headers.get("Location")


def token_of(twins: Twins, reader: str, engine: str, path: str) -> str:
    page = twins.client(engine, reader).get(path)
    found = TOKEN.search(page.text)
    page.close()
    return found[1] if found else ""


KNOWN: set[tuple[str, ...]] = set()


@pytest.mark.parametrize("reader", READERS)
def test_no_field_breaks_and_both_answer_alike(twins: Twins, reader: str) -> None:
    found = []
    for path, form in list(met(twins, reader, KNOWN)):
        tokens = {engine: token_of(twins, reader, engine, path) for engine in twins.apps}
        for name in set(form.names) - {"csrf_token"}:
            for value in FIELDS:
                said = [sent(twins, reader, engine, form, token, name, value) for engine, token in tokens.items()]
                if max(code for code, _place in said) >= 500 or len({code for code, _place in said}) > 1:
                    found.append((form.action, name, value[:20], said))
    assert found == []
