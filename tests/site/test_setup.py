"""A site put into service at the terminal."""

import json
from pathlib import Path

from flask import Flask

from app.site import settings_files
from tests.build import World

RUN = ["setup", "run", "--name", "Paroles", "--association", "", "--email", "j@example.org", "--first-name", "Jeanne"]


def test_faults_of_a_list_are_told_and_nothing_is_written(app: Flask, tmp_path: Path):
    (tmp_path / "communes.csv").write_text("Nom;Habitants\nGap;beaucoup\n")
    run = app.test_cli_runner().invoke
    told = run(args=[*RUN, "--communes", str(tmp_path / "communes.csv"), "--territory", "Buëch"])
    assert told.exit_code == 1
    assert "ligne 2" in told.output
    assert run(args=RUN).exit_code == 2, "no territory was named"
    assert run(args=["setup", "code"]).exit_code == 0


def test_it_opens_the_site_with_examples_and_once(app: Flask):
    run = app.test_cli_runner().invoke
    settings_files.keep(Path(app.instance_path), {"nom": {"name": ["À moitié"]}})
    told = run(args=[*RUN, "--department", "05", "--samples"])
    assert told.exit_code == 0, told.output
    assert "/connexion/lien/" in told.output
    assert not (Path(app.instance_path) / settings_files.ANSWERS).exists()
    assert "déjà en service" in run(args=[*RUN]).output
    assert "5 exemples et 4 messages retirés" in run(args=["samples", "remove"]).output
    assert json.loads(app.test_client().get("/healthz").text)["ok"]


def test_a_link_is_for_somebody_who_is_known(app: Flask, site: World):
    run = app.test_cli_runner().invoke
    assert run(args=["people", "sign-in-link", "nobody@example.org"]).exit_code == 1
    site.person("Alice")
    assert "/connexion/lien/" in run(args=["people", "sign-in-link", "alice@example.org"]).output
