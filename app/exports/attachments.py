"""The list of pictures and documents as open data: one line of JSON for each."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any


def lines(batch: Callable[[int], Sequence[Any]], url: Callable[[Any], str]) -> Iterator[str]:
    """Batch after batch (`batch(id)`: those after it), so that a long list takes no more memory than a short one."""
    after = 0
    while rows := batch(after):
        for row in rows:
            told = {"id": row.id, "reference": row.reference, "kind": row.kind.value, "title": row.title,
                    "caption": row.caption, "lang": row.lang, "media_type": row.media_type, "size": row.size,
                    "sha256": row.digest, "width": row.width or None, "height": row.height or None,
                    "added_at": row.added_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "url": url(row)}
            yield json.dumps(told, ensure_ascii=False) + "\n"
        after = rows[-1].id
