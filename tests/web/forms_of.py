"""The forms of a page, as a browser would send them without a word changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Shown:
    """Where it goes, how, and what it holds as it is shown; all the names that it could send."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Shown] = []
        self._inside: Shown | None = None
        self._area: str | None = None
        self._select: tuple[str, list[str], list[str]] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = Shown(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self._inside)
        elif self._inside is None:
            return
        elif tag == "textarea" and told.get("name"):
            self._area, self._text = told["name"], ""
        elif tag == "select" and told.get("name"):
            self._select = (told["name"], [], [])
        elif tag == "option" and self._select:
            self._select[1 if "selected" in told else 2].append(told.get("value", ""))
        elif tag in ("input", "button") and told.get("name"):
            self._kept(told)

    def _kept(self, told: dict[str, str]) -> None:
        assert self._inside is not None
        name, kind = told["name"], told.get("type", "")
        if name not in self._inside.names:
            self._inside.names.append(name)
        if kind in ("submit", "file", "image") or (kind in ("checkbox", "radio") and "checked" not in told):
            return
        self._inside.values.append((name, told.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        if self._inside is None:
            return
        if tag == "form":
            self._inside = None
        elif tag == "textarea" and self._area:
            self._inside.values.append((self._area, self._text.removeprefix("\n")))
            self._inside.names.append(self._area)
            self._area = None
        elif tag == "select" and self._select:
            name, chosen, others = self._select
            self._inside.values += [(name, value) for value in chosen or others[:1]]
            self._inside.names.append(name)
            self._select = None

    def handle_data(self, data: str) -> None:
        self._text += data


def forms_of(page: str) -> Iterator[Shown]:
    reader = _Reader()
    reader.feed(page)
    yield from reader.forms
