"""What a restore hid again, without the verdict that was lost: pages say it is hidden, moderators are asked."""

import re

from flask import Flask
from flask.testing import FlaskClient

from app.core.kinds import Role, Stance, Subject
from app.discussion import service as discussion
from app.discussion.models import Comment
from app.moderation.service import Content
from app.proposals.models import Proposal
from app.site.service import upkeep
from tests.build import World
from tests.web.signing import sign_in


def test_its_page_and_the_desk(app: Flask, client: FlaskClient, site: World):
    idea = site.idea(site.person("Alice"))
    comment = site.do(discussion.post, site.person("Bob"), idea, Stance.AGAINST, "Vous êtes nuls.", "fr")
    site.person("Mona", Role.MODERATOR)
    with site.make_session() as session:
        proposal = session.get_one(Proposal, idea)
        of_comment = Content(Subject.COMMENT, session.get_one(Comment, comment), proposal).mark
        of_idea = Content(Subject.PROPOSAL, proposal, proposal).mark
    assert site.do(upkeep.repeat, None, "hidden", of_comment)
    assert "Vous êtes nuls" not in client.get(f"/propositions/{idea}").text
    assert site.do(upkeep.repeat, None, "hidden", of_idea)
    hidden = client.get(f"/propositions/{idea}")
    assert "outilthèque" not in hidden.text.lower()
    mona = app.test_client()
    sign_in(app, mona, "mona@example.org")
    cases = set(re.findall(r'href="(/moderation/\d+)"', mona.get("/moderation").text))
    assert len(cases) == 2
    assert [mona.get(case).status_code for case in cases] == [200, 200]
    bob = app.test_client()
    sign_in(app, bob, "bob@example.org")
    assert bob.get("/nouvelles").status_code == 200
