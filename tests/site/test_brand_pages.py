"""Appearance, first steps and examples: for operators alone, seen before it is chosen, served with care."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from app import __version__
from app.core.kinds import Role
from app.demo import samples
from app.extensions import db
from app.notifications.mail import signed
from app.site.colours import SAFE
from app.site.service import settings
from app.site.views.setup_answers import sample_texts
from tests.web.signing import post, token
from tests.web.town import Town, town

FOREST = {"primary": SAFE["forest"].primary, "accent": SAFE["forest"].accent}
READ = ("/apparence", "/apparence/apercu.css", "/apparence/retablir", "/et-maintenant", "/et-maintenant/courriels",
        "/exemples")
SENT = ("/apparence/nom", "/apparence/couleurs", "/apparence/logo", "/apparence/logo/retirer", "/apparence/retablir",
        "/et-maintenant/courriels", "/et-maintenant/courriels/essai", "/exemples/retirer", "/exemples/ajouter")


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("brand")):
        made.world.person("Bob")
        for name, role in (("Mona", Role.MODERATOR), ("Ines", Role.STEERING), ("Olga", Role.OPERATOR)):
            made.world.person(name, role)
        yield made


@pytest.mark.parametrize("name", ["Bob", "Mona", "Ines"])
def test_nobody_but_an_operator(there: Town, name: str):
    client = there.enter(name)
    sent = {"csrf_token": token(client.get("/mon-espace/reglages"))}
    for path in READ:
        assert client.get(path).status_code == 403, path
        assert there.client.get(path).status_code == 303, path
    for path in SENT:
        assert client.post(path, data=sent).status_code == 403, path


def test_seeing_colours_changes_nothing(there: Town):
    olga = there.enter("Olga")
    assert "#1f5c43" in olga.get("/apparence?principale=1f5c43&accent=a8790a").text
    assert "--dusk:#1f5c43" in olga.get("/apparence/apercu.css?principale=1f5c43&accent=a8790a").text
    assert "identite.css" not in there.read("/aide")


@pytest.mark.parametrize("value", ["red;}", "#fff)", "</style>", "javascript:1", "12345"])
def test_no_address_writes_into_the_style_sheet(there: Town, value: str):
    answer = there.enter("Olga").get("/apparence/apercu.css", query_string={"principale": value, "accent": value})
    assert value not in answer.text


@pytest.mark.parametrize(("told", "says"), [({"primary": "#ffcc00"}, "#816500"), ({"primary": "red"}, "#34407c")])
def test_colours_that_cannot_be_read_are_refused(there: Town, told: dict[str, str], says: str):
    answer = post(there.enter("Olga"), "/apparence/couleurs", FOREST | told, at="/apparence")
    assert answer.status_code == 422
    assert says in answer.text


def test_colours_are_served_as_a_sheet_of_their_own(there: Town):
    assert post(there.enter("Olga"), "/apparence/couleurs", FOREST, at="/apparence").status_code == 303
    address = "/identite.css?v=1f5c43a8790a"
    assert f'href="{address}"' in there.read("/aide")
    answer = there.client.get(address)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "prefers-color-scheme:dark" in answer.text
    assert there.client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "immutable" not in there.client.get("/identite.css").headers["Cache-Control"]


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (900, 300), "#1f5c43").save(out, "PNG", pnginfo=None)
    return out.getvalue() + b"<script>alert(1)</script>"


def send_logo(there: Town, data: bytes) -> int:
    olga = there.enter("Olga")
    return olga.post("/apparence/logo", data={
        "csrf_token": token(olga.get("/apparence")), "logo": (io.BytesIO(data), "a.svg")}).status_code


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a", b"x" * 505_000])
def test_what_is_no_logo_is_refused(there: Town, data: bytes):
    assert send_logo(there, data) == 422


def test_what_is_too_heavy_is_not_even_read(there: Town):
    assert there.enter("Olga").post("/apparence/logo", data={"x": "y" * 2_000_000}).status_code == 413


def test_a_logo_is_made_anew_and_runs_nothing(there: Town):
    assert send_logo(there, png()) == 303
    address = there.read("/aide").split('class="own-mark" src="')[1].split('"')[0]
    answer = there.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert b"script" not in answer.data
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (480, 160)
    assert there.client.get("/logo/0000000000000000").status_code == 404
    assert there.client.get(f"/logo/{address.split('/')[-1][:3]}").status_code == 404


def test_a_name_is_escaped_and_everything_goes_back(there: Town):
    olga = there.enter("Olga")
    post(olga, "/apparence/nom", {"name": "<b>Nous", "short_name": "Nous", "association": "A & B"}, at="/apparence")
    page = there.read("/mentions-legales")
    assert "&lt;b&gt;Nous" in page
    assert "A &amp; B" in page
    assert "<b>Nous" not in page
    assert post(olga, "/apparence/retablir").status_code == 303
    page = there.read("/aide")
    assert "identite.css" not in page
    assert "own-mark" not in page
    assert "– Cordée</title>" in page


def test_who_writes_is_said_before_a_mail_is_opened():
    assert signed("Paroles, du Buëch", "a@example.org") == '"Paroles, du Buëch" <a@example.org>'
    assert "\n" not in signed("Nous\nBcc: x@example.org", "a@example.org")
    assert signed("", "a@example.org") == "a@example.org"


def test_the_first_steps_are_ticked_by_facts(there: Town):
    olga = there.enter("Olga")
    first = olga.get("/et-maintenant").text.replace("\u00a0", " ")
    assert "Fait : 0 sur 6" in first
    assert f"Cordée {__version__}, base de données 0" in first
    assert "flask db upgrade" not in first
    there.world.need(there.world.person("Bob"))
    there.world.person("Paul", Role.STEERING)
    backups = Path(there.app.instance_path) / "backups"
    backups.mkdir()
    (backups / f"cordee-{datetime.now(UTC):%Y%m%dT%H%M%S}Z.tar.gz").write_bytes(b"x")
    there.world.do(settings.mail_was_tried, None)
    assert "Fait : 3 sur 6" in olga.get("/et-maintenant").text.replace("\u00a0", " ")


def test_the_mail_is_set_and_its_password_never_shown(there: Town):
    olga = there.enter("Olga")
    told = {"when": "now", "host": "127.0.0.1", "security": "starttls", "port": "9", "sender": "a@example.org",
            "user": "u", "password": "tres-secret", "trial": "o@example.org", "vers": "essai"}
    assert post(olga, "/et-maintenant/courriels", told).status_code == 303
    page = olga.get("/et-maintenant/courriels").text
    assert "Le serveur n’ouvre pas ce port" in page
    assert "tres-secret" not in page
    assert 'value="127.0.0.1"' in page


def test_examples_are_marked_and_go(there: Town):
    there.world.do(samples.add, None, sample_texts(), "fr")
    assert there.read("/projets").count("<span>exemple</span>") == 2
    number = max(int(n.split('"')[0]) for n in there.read("/projets").split('href="/propositions/')[1:]
                 if n.split('"')[0].isdecimal())
    assert "Ceci est un exemple" in there.read(f"/propositions/{number}")
    assert "exemple</p>" in there.read(f"/propositions/{number}/affiche")
    olga = there.enter("Olga")
    assert "Retirer 5 exemples" in olga.get("/exemples").text
    post(olga, "/exemples/retirer", at="/exemples")
    assert there.client.get(f"/propositions/{number}").status_code == 404
    assert "exemple" not in there.read("/projets")
    assert there.read("/journal")


def test_the_operator_reads_that_the_database_is_another(there: Town):
    olga = there.enter("Olga")
    with there.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_event_subject")
    assert "flask db upgrade" in olga.get("/et-maintenant").text
