"""`flask search rebuild`."""

import sqlalchemy as sa
from flask import Flask

from app.core.database import WRITE
from app.search.models import SearchDoc
from tests.build import World


def test_the_index_is_made_again_from_nothing(app: Flask, site: World) -> None:
    site.need(site.person("Alice"), "Un médecin à Tallard")
    with site.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(sa.update(SearchDoc).values(words="faux", title_words="faux"))
        session.commit()
    told = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert told.exit_code == 0, told.output
    assert told.output.startswith("1 textes")
    with site.make_session() as session:
        assert session.scalar(sa.select(SearchDoc.title_words)) == "medecin tallard"
