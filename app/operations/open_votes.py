"""What a restored copy, or a crash between two steps, does to open votes and to their keys."""

from dataclasses import dataclass
from datetime import timedelta

from app.models.decisions import Decision
from app.operations._annulling import annul_now
from app.operations._ballot_box import destroy_after
from app.operations._work import Work, operation
from app.queries import ballot_boxes as read

UNKNOWN_FOR = timedelta(days=30)  # a key of no known vote: an opening cut short, or another copy of the database
REASONS = {
    "fr": "Le site a été remis à une copie faite pendant ce vote\u00a0: des réponses données depuis y manquent, ou sa "
          "clé n’est plus là. Rien n’est compté. La question peut être posée à nouveau.",
    "en": "The site was put back to a copy made during this vote: answers given since are missing from it, or its key "
          "is no longer there. Nothing is counted. The question may be put again.",
}


@dataclass(frozen=True)
class Settled:
    """References: the votes that go on, those that were annulled, the keys that no vote of this copy has."""

    kept: tuple[str, ...]
    annulled: tuple[str, ...]
    unknown: tuple[str, ...]


@operation
def settle_open_votes_after_restore(work: Work, *, keep: bool = True) -> Settled:
    """Once, after a copy was put in place and before anything is served. A vote goes on where its key is there and no
    ballot was cast since the copy (an upgrade taken back); else it is annulled, and it is said why. `keep` is False
    for a copy made before keys left the database: nobody can tell what was cast since."""
    keys, kept, annulled = read.folder(work.session), [], []
    for vote in read.open_votes(work.session):
        marks = keys.marks(vote.reference)
        last = marks[1] if marks else None
        if keep and vote.mark is not None and vote.mark == last and keys.read(vote.reference) is not None:
            kept.append(vote.reference)
            continue
        decision = work.session.get_one(Decision, vote.id)
        annul_now(work, vote.id, REASONS["fr" if decision.lang == "fr" else "en"], None)
        annulled.append(vote.reference)
    unknown = sorted(set(keys.names()) - {*kept, *annulled})
    destroy_after(work, *unknown)
    return Settled(tuple(kept), tuple(annulled), tuple(unknown))


@operation
def sweep(work: Work) -> int:
    """Keys that outlived their vote, by a crash between the count and their end; how many. Safe to run at any time."""
    gone = read.outlived(work.session, (work.now - UNKNOWN_FOR).timestamp())
    destroy_after(work, *gone)
    return len(gone)
