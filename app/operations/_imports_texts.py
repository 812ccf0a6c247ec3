"""The words that come with an import: whose name is shown, what is said of the supports and of the answer."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from app.operations._texts import MARKS
from app.outside import markdown
from app.outside.decidim import CommentRow, ProposalRow
from app.rules import limits
from app.rules.kinds import Status

_GONE = re.compile(f"[{re.escape(''.join(sorted(MARKS)))}]")
_ADDRESS = re.compile(r"[^@\s]@[^@\s]+?\.[^@\s]")
# Neither is a field of a form: the page shows them after those, and a new version keeps them.
SUPPORTS, ANSWER = "imported_supports", "imported_answer"
FRENCH = {
    "supports": "{n} soutiens reçus sur {label} avant l’import. Ils ne comptent pas ici.",
    "support": "Un soutien reçu sur {label} avant l’import. Il ne compte pas ici.",
    "answer": "# Réponse reçue sur {label}",
    "over": "Cette proposition était close sur {label}, sans explication.",
    "withdrawn": "Son auteur ou autrice l’avait retirée sur {label}.",
}
ENGLISH = {
    "supports": "{n} supports received on {label} before the import. They do not count here.",
    "support": "One support received on {label} before the import. It does not count here.",
    "answer": "# Answer received on {label}",
    "over": "This proposal was closed on {label}, without an explanation.",
    "withdrawn": "Its author had withdrawn it on {label}.",
}


class Name(NamedTuple):
    """An author of elsewhere: a name to show, never a login."""

    external_id: str
    name: str


def cleaned(text: str) -> str:
    """As it was written, without the control and direction signs that no form takes either."""
    return _GONE.sub("", text).strip()


def author_of(row: ProposalRow | CommentRow, label: str) -> Name:
    """A group when it spoke as one, else the person. Where no name is given, the name of the platform stands."""
    group = cleaned(row.group_name) if isinstance(row, CommentRow) else ""
    if group:
        return Name(f"group:{group}"[: limits.SHORT], group[: limits.TITLE])
    name = cleaned(row.author_name)
    if _ADDRESS.search(name):  # an address is no name to show
        name = ""
    key = row.author_external_id or (f"name:{name}" if name else "")
    return Name(key[: limits.SHORT], (name or label)[: limits.TITLE])


def _said(lang: str, key: str, label: str, n: int = 0) -> str:
    words = ENGLISH if lang.startswith("en") else FRENCH
    return words[key].format(label=label, n=n)


def fields_of(row: ProposalRow, key: str, status: Status, label: str) -> dict[str, str]:
    """The text in the stage's long field. Supports given elsewhere are told in words, so that nothing counts them."""
    fields = {key: cleaned(row.text)}
    if row.supports:
        fields[SUPPORTS] = _said(row.lang, "supports" if row.supports > 1 else "support", label, row.supports)
    if row.answer and not _is_reason(row, status):
        fields[ANSWER] = f"{_said(row.lang, 'answer', label)}\n\n{cleaned(row.answer)}"
    return fields


def _is_reason(row: ProposalRow, status: Status) -> bool:
    """Is the whole answer said by the closing reason, which pages show of what was withdrawn?"""
    return status is Status.WITHDRAWN and len(row.answer) <= limits.REASON


def closing_reason(row: ProposalRow, status: Status, label: str) -> str:
    """Why it is over: the answer received, else one sentence."""
    if status not in (Status.WITHDRAWN, Status.CLOSED):
        return ""
    return (markdown.plain(cleaned(row.answer), limits.REASON)
            or _said(row.lang, "withdrawn" if row.withdrawn else "over", label))


def rendered(fields: Mapping[str, str]) -> dict[str, str]:
    return {key: markdown.rendered(text) for key, text in fields.items() if text}
