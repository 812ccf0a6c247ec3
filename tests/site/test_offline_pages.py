"""What a telephone asks for to install the site, and what is kept on a device: never anything private."""

import gzip
from io import BytesIO
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.core.kinds import Subject
from app.notifications import service as following
from tests.build import World
from tests.web.signing import post, sign_in


def sent(client: FlaskClient, path: str) -> bytes:
    """A file, read whole and closed."""
    with client.get(path) as answer:
        assert answer.status_code == 200, path
        return answer.data


def test_what_is_followed_is_told_to_nobody_else(client: FlaskClient, site: World) -> None:
    assert client.get("/nouvelles/hors-ligne").headers["Location"].startswith("/connexion")


def test_only_what_one_follows_is_kept(app: Flask, site: World) -> None:
    alice, bob = site.person("Alice"), site.person("Bob")
    mine, other = site.need(bob), site.need(bob)
    site.do(following.follow, alice, Subject.PROPOSAL, mine)
    client = app.test_client()
    sign_in(app, client, "alice@example.org")
    answer = client.get("/nouvelles/hors-ligne")
    assert f"/propositions/{mine}" in answer.json["pages"]
    assert f"/propositions/{other}" not in answer.json["pages"]
    assert "Copie gardée sur cet appareil" in answer.json["notice"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_leaving_empties_the_device(app: Flask, site: World) -> None:
    site.person("Alice")
    client = app.test_client()
    sign_in(app, client, "alice@example.org")
    assert post(client, "/deconnexion", at="/mon-espace").headers["Clear-Site-Data"] == '"storage"'


def test_the_worker_is_asked_for_anew_and_names_what_is_served(client: FlaskClient, site: World) -> None:
    answer = client.get("/worker.js")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert "worker-src 'self'; form-action" in answer.headers["Content-Security-Policy"]
    still = answer.text.split("STILL = under([")[1].split("]")[0].replace('"', "").split(", ")
    assert [path for path in still if not sent(client, path)] == []
    assert client.get("/worker.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_telephone_can_install_it(client: FlaskClient, site: World) -> None:
    told = client.get("/site.webmanifest", headers={"Accept-Language": "en"}).get_json(force=True)
    assert (told["name"], told["lang"], told["display"]) == ("Cordée", "en", "standalone")
    for icon in told["icons"]:
        with Image.open(BytesIO(sent(client, icon["src"]))) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]


def test_the_page_without_a_line_is_the_same_for_everybody(client: FlaskClient, site: World) -> None:
    page = client.get("/hors-ligne")
    assert "Pas de réseau" in page.text
    assert "Set-Cookie" not in page.headers


def test_scripts_and_sheets_stay_light(app: Flask) -> None:
    """For everything, compressed; the library of the map with tiles is only asked for where there are tiles."""

    def weight(suffix: str) -> int:
        files: dict[str, Path] = app.extensions["assets"]
        return sum(len(gzip.compress(f.read_bytes(), 9)) for name, f in files.items()
                   if name.endswith(suffix) and not name.startswith("vendor/"))

    assert weight(".js") <= 15_000
    assert weight(".css") <= 25_000
