"""The journal as a file that a stranger can check: one line of JSON for each line, the chain whole."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from app.queries.anchors import line_of_head, line_of_key
from app.rules.chain import canonical
from app.rules.kinds import Visibility


def lines(rows: Iterable[Any]) -> Iterator[str]:
    """A line for staff, or for one person, keeps its place and its fingerprint, and says nothing else."""
    for row in rows:
        told: dict[str, Any] = {
            "space_id": row.space_id,
            "seq": row.seq,
            "previous": row.previous,
            "digest": row.digest,
        }
        if row.visibility is Visibility.PUBLIC:
            at = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            told |= {
                "at": at,
                "kind": row.kind,
                "actor_id": row.actor_id,
                "subject_kind": row.subject_kind,
                "subject_id": row.subject_id,
                "data": dict(row.data),
            }
        yield canonical(told) + "\n"


def anchors(keys: Iterable[Any], heads: Iterable[Any]) -> Iterator[str]:
    """The public keys, then every signed head: what a stranger keeps, and holds against the journal later."""
    for key in keys:
        yield canonical(line_of_key(key)) + "\n"
    for head in heads:
        yield canonical(line_of_head(head)) + "\n"
