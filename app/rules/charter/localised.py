"""A text in several languages; French is always there."""

from collections.abc import Iterator, Mapping

SOURCE = "fr"
LANGUAGES = ("fr", "en")


class Localised(Mapping[str, str]):
    """By language, French first. `said(lang)` falls back on French, then on any language there is, then on nothing."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        given = texts or {}
        self._texts = {lang: given[lang] for lang in sorted(given, key=lambda lang: (lang != SOURCE, lang))}

    def __getitem__(self, lang: str) -> str:
        return self._texts[lang]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(self._texts.items()))

    def __repr__(self) -> str:
        return f"Localised({self._texts!r})"

    def said(self, lang: str) -> str:
        return self._texts.get(lang) or self._texts.get(SOURCE) or next(iter(self._texts.values()), "")
