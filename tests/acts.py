"""Acts as people do them, from the form to what the jobs make of it: for figures, and to walk through the code."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import jobs
from app.core.kinds import Role, Stance
from app.discussion import service as discussion
from tests import postgres
from tests.web.signing import post, token
from tests.web.town import Town, town

Watch = Callable[[], AbstractContextManager[set[str]]]


def _town(folder: Path, days_ago: int = 0) -> Town:
    file = folder / "template.db"
    postgres.migrate(f"sqlite:///{file}", folder)
    return next(iter(town(file, folder, days_ago)))


def supported(folder: Path, watch: Watch) -> set[str]:
    there = _town(folder, 45)
    idea = there.world.idea(there.world.person("Alice"))
    there.world.person("Bob")
    bob = there.enter("Bob")
    jobs.once(there.app)
    path = f"/propositions/{idea}/soutenir"
    post(bob, path)
    post(bob, f"/propositions/{idea}/ne-plus-soutenir", at=path)  # nothing is loaded or compiled any more
    fields = {"csrf_token": token(bob.get(path))}
    with watch() as entered:
        assert bob.post(path, data=fields).status_code == 303
        jobs.once(there.app, ("deliver",))
    return entered


def decided(folder: Path, watch: Watch) -> set[str]:
    """Opened by the committee, answered by six, counted at its end, and read."""
    there = _town(folder, 45)
    idea = there.world.ready_idea(there.world.person("Alice"))
    board = [there.world.person(name, Role.STEERING) for name in ("Ines", "Jean", "Karim")]
    path = f"/propositions/{idea}/decider/{there.world.gate(idea)}"
    readers = [there.enter(name) for name in ("Ines", "Jean", "Karim")]
    jobs.once(there.app)
    with watch() as entered:
        opened = post(readers[0], path, {"question": "Cette idée devient-elle un groupe de travail ?"})
        assert opened.status_code == 303, opened.text
        page = opened.headers["Location"]
        for reader in readers:
            assert post(reader, f"{page}/repondre", {"choice": "for"}).status_code == 303
        later = datetime.now(UTC) + timedelta(days=30)
        for step in jobs.steps().values():
            with there.app.app_context():
                step(there.app, later)
        assert "Groupe de travail" in readers[0].get(page).text
    assert len(board) == len(readers)
    return entered


def hidden(folder: Path, watch: Watch) -> set[str]:
    """Reported by a reader, hidden by a moderator."""
    there = _town(folder, 45)
    alice, bob = there.world.person("Alice"), there.world.person("Bob")
    there.world.person("Mona", Role.MODERATOR)
    idea = there.world.idea(alice)
    comment = there.world.do(discussion.post, bob, idea, Stance.AGAINST, "Vous êtes vraiment nuls.", "fr")
    reader, mona = there.enter("Alice"), there.enter("Mona")
    jobs.once(there.app)
    with watch() as entered:
        assert post(reader, f"/signaler/comment/{comment}", {"ground": "harassment", "note": ""}).status_code == 303
        jobs.once(there.app)
        judged = post(mona, "/moderation/1", {
            "verdict": "hide", "ground": "harassment",
            "explanation": "Le message vise une personne et non ses idées."})
        assert judged.status_code == 303, judged.text
        jobs.once(there.app)
    assert len(entered) > 0
    return entered
