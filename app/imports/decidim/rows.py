"""The sentence of each fault, in French and in English."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

SENTENCES: dict[str, tuple[str, str]] = {
    # the file as a whole
    "cannot_open": (
        "Ce fichier ne peut pas être ouvert\u00a0: vérifiez son nom et le droit de le lire.",
        "This file cannot be opened: check its name and the right to read it."),
    "empty": ("Ce fichier est vide.", "This file is empty."),
    "no_row": (
        "Ce fichier n’a qu’une ligne d’en-tête, ou aucune fiche.",
        "This file has a header only, or no record at all."),
    "format_xls": (
        "C’est un classeur Excel (.xls)\u00a0: ouvrez-le et enregistrez-le en CSV UTF-8, puis importez le CSV.",
        "This is an Excel workbook (.xls): open it, save it as CSV UTF-8, then import the CSV."),
    "format_zip": (
        "C’est une archive ou un classeur (.zip, .xlsx, .ods)\u00a0: importez les fichiers CSV ou JSON qu’il contient, "
        "ou enregistrez-le en CSV UTF-8.",
        "This is an archive or a workbook (.zip, .xlsx, .ods): import the CSV or JSON files in it, "
        "or save it as CSV UTF-8."),
    "format_other": (
        "Ce n’est ni du CSV ni du JSON (on dirait {format}).",
        "This is neither CSV nor JSON (it looks like {format})."),
    "encoding_latin1": (
        "On dirait du Latin-1 ou du Windows-1252\u00a0: enregistrez le fichier en UTF-8, puis recommencez.",
        "This looks like Latin-1/Windows-1252; save as UTF-8, then try again."),
    "encoding_utf16": (
        "C’est de l’UTF-16 («\u00a0texte Unicode\u00a0»)\u00a0: enregistrez le fichier en UTF-8, puis recommencez.",
        "This is UTF-16 (“Unicode text”); save as UTF-8, then try again."),
    "encoding_broken": (
        "Le fichier commence en UTF-8, mais un octet de cette ligne n’en est pas\u00a0: il a été abîmé ou assemblé.",
        "The file begins as UTF-8, but a byte of this line is not: it was damaged or pieced together."),
    "cut_character": (
        "Le fichier s’arrête au milieu d’un caractère\u00a0: il a été coupé.",
        "The file stops in the middle of a character: it was cut."),
    "kind_unknown": (
        "Ni propositions ni commentaires ne se reconnaissent à ces colonnes\u00a0: {columns}.",
        "Neither proposals nor comments can be recognised by these columns: {columns}."),
    "column_missing": (
        "La colonne «\u00a0{column}\u00a0» manque\u00a0: sans elle, un second import créerait tout en double.",
        "The column “{column}” is missing: without it, a second import would create everything twice."),
    "column_twice": (
        "La colonne «\u00a0{column}\u00a0» figure deux fois dans l’en-tête.",
        "The column “{column}” stands twice in the header."),
    "quote_stray": (
        "Un guillemet droit est mal placé dans cette fiche\u00a0: la suite ne peut pas être lue avec certitude.",
        "A quotation mark is misplaced in this record: what follows cannot be read with certainty."),
    "field_huge": (
        "Un texte de plus de {most} caractères commence ici\u00a0: un guillemet n’a sans doute jamais été refermé.",
        "A text of more than {most} characters begins here: a quotation mark was probably never closed."),
    "line_huge": (
        "Cette ligne dépasse {most} caractères\u00a0: ce n’est pas un export.",
        "This line is longer than {most} characters: this is not an export."),
    "json_cut": (
        "Le JSON s’arrête avant la fin\u00a0: le fichier a été coupé.",
        "The JSON stops before its end: the file was cut."),
    "json_invalid": ("Ce n’est pas du JSON valide à cet endroit.", "This is not valid JSON here."),
    "json_shape": (
        "On attend une liste de fiches, ou un objet de fiches numérotées\u00a0; ici, c’est autre chose.",
        "A list of records is expected, or an object of numbered records; this is something else."),
    "json_huge": (
        "Une fiche de plus de {most} caractères commence ici\u00a0: ce n’est pas un export.",
        "A record of more than {most} characters begins here: this is not an export."),
    # a row that tells that the file was cut
    "cut_row": (
        "Cette ligne a {found} colonnes au lieu de {expected}\u00a0: le fichier a été coupé ou abîmé.",
        "This row has {found} columns instead of {expected}: the file was cut or damaged."),
    "cut_last": (
        "La dernière ligne ne se termine pas\u00a0: le fichier a été coupé. "
        "S’il est complet, ajoutez un retour à la ligne à la fin.",
        "The last line does not end: the file was cut. If it is complete, add an end of line."),
    "cut_quote": (
        "Le guillemet ouvert dans cette fiche n’est jamais refermé\u00a0: le fichier a été coupé.",
        "The quotation mark opened in this record is never closed: the file was cut."),
    # one row
    "row_wide": (
        "Cette ligne a {found} colonnes au lieu de {expected}\u00a0: "
        "un séparateur est sans doute resté dans un texte sans guillemets.",
        "This row has {found} columns instead of {expected}: a text holding a separator probably lacks its quotes."),
    "nul_byte": ("Cette fiche contient un octet nul.", "This record contains a NUL byte."),
    "bad_character": (
        "Cette fiche contient un demi-caractère (code de substitution isolé).",
        "This record contains half a character (a lone surrogate)."),
    "id_empty": ("L’identifiant est vide.", "The identifier is empty."),
    "id_bad": (
        "L’identifiant «\u00a0{value}\u00a0» n’en est pas un.", "The identifier “{value}” is not one."),
    "id_twice": (
        "L’identifiant {id} est déjà celui de la fiche de la ligne {first}.",
        "The identifier {id} is already that of the record at line {first}."),
    "title_empty": ("Le titre est vide.", "The title is empty."),
    "title_long": (
        "Le titre a {length} caractères, {most} au plus.", "The title has {length} characters, {most} at most."),
    "body_empty": ("Le texte est vide.", "The text is empty."),
    "body_long": (
        "Le texte a {length} caractères, {most} au plus.", "The text has {length} characters, {most} at most."),
    "answer_long": (
        "La réponse a {length} caractères, {most} au plus.", "The answer has {length} characters, {most} at most."),
    "date_bad": (
        "«\u00a0{value}\u00a0» ({column}) n’est pas une date comme 2024-05-31 14:00:00 UTC.",
        "“{value}” ({column}) is not a date such as 2024-05-31 14:00:00 UTC."),
    "number_bad": (
        "«\u00a0{value}\u00a0» ({column}) n’est pas le nombre attendu.",
        "“{value}” ({column}) is not the number expected."),
    "position_bad": (
        "La latitude et la longitude «\u00a0{value}\u00a0» ne désignent aucun lieu.",
        "The latitude and longitude “{value}” are no place."),
    "comment_elsewhere": (
        "Ce commentaire ne porte pas sur une proposition ({value}).",
        "This comment is not about a proposal ({value})."),
    # the table of states
    "states_missing": (
        "La table des états ne peut pas être ouverte.", "The table of states cannot be opened."),
    "states_syntax": (
        "La table des états n’est pas du TOML valide\u00a0: {detail}.",
        "The table of states is not valid TOML: {detail}."),
    "states_empty": (
        "La table des états doit commencer par [states] et compter au moins un état.",
        "The table of states must begin with [states] and hold at least one state."),
    "state_not_table": (
        "L’état «\u00a0{state}\u00a0» doit s’écrire = {{ track = \"…\", stage = \"…\", status = \"…\" }}.",
        "The state “{state}” must be written = {{ track = \"…\", stage = \"…\", status = \"…\" }}."),
    "state_key_missing": (
        "Il manque «\u00a0{key}\u00a0» à l’état «\u00a0{state}\u00a0».", "The state “{state}” lacks “{key}”."),
    "state_key_unknown": (
        "«\u00a0{key}\u00a0» est inconnu dans l’état «\u00a0{state}\u00a0»\u00a0; on attend track, stage et status.",
        "“{key}” is unknown in the state “{state}”; track, stage and status are expected."),
    "state_word": (
        "«\u00a0{value}\u00a0» ({key} de l’état «\u00a0{state}\u00a0») doit être un mot en minuscules, sans accent.",
        "“{value}” ({key} of the state “{state}”) must be a word in small letters, without accents."),
    "state_unknown": (
        "L’état «\u00a0{state}\u00a0» n’est pas dans la table des états\u00a0: "
        "ajoutez-le, ou une ligne \"*\" pour tous les autres.",
        "The state “{state}” is not in the table of states: add it, or a line \"*\" for all others."),
    "states_line": ("Table des états, ligne {line}\u00a0: {reason}", "Table of states, line {line}: {reason}"),
    # the table of states and the charter of the space
    "state_track_absent": (
        "La table des états envoie «\u00a0{state}\u00a0» dans le parcours «\u00a0{track}\u00a0», "
        "que la charte de l’espace n’a pas. Elle a\u00a0: {known}.",
        "The table of states sends “{state}” to the track “{track}”, which the charter of the space does not have. "
        "It has: {known}."),
    "state_stage_absent": (
        "La table des états envoie «\u00a0{state}\u00a0» à l’étape «\u00a0{stage}\u00a0», "
        "que la charte de l’espace n’a pas. Elle a\u00a0: {known}.",
        "The table of states sends “{state}” to the stage “{stage}”, which the charter of the space does not have. "
        "It has: {known}."),
    "state_stage_no_text": (
        "La table des états envoie «\u00a0{state}\u00a0» dans le parcours «\u00a0{track}\u00a0», "
        "dont aucun formulaire n’a de texte long.",
        "The table of states sends “{state}” to the track “{track}”, none of whose forms has a long text."),
    "state_stage_group": (
        "La table des états envoie «\u00a0{state}\u00a0» à l’étape «\u00a0{stage}\u00a0», qui a un groupe de "
        "travail\u00a0: on n’y entre que par la décision prévue. Choisissez une étape d’avant.",
        "The table of states sends “{state}” to the stage “{stage}”, which has a work group: one enters it only by the "
        "decision foreseen. Choose an earlier stage."),
    "state_stage_final": (
        "La table des états envoie «\u00a0{state}\u00a0» à l’étape «\u00a0{stage}\u00a0», la dernière\u00a0: "
        "son «\u00a0status\u00a0» doit être closed ou withdrawn.",
        "The table of states sends “{state}” to the stage “{stage}”, the last one: its “status” must be closed or "
        "withdrawn."),
    "state_status_absent": (
        "La table des états donne à «\u00a0{state}\u00a0» le statut «\u00a0{status}\u00a0»\u00a0; on attend {known}.",
        "The table of states gives “{state}” the status “{status}”; expected: {known}."),
    # one row among what is here already
    "proposal_missing": (
        "La proposition {id} n’est pas ici\u00a0: importez d’abord les propositions, de la même source.",
        "The proposal {id} is not here: import the proposals first, from the same source."),
    "parent_missing": (
        "Le commentaire {id}, auquel celui-ci répond, n’est ni ici ni dans le fichier.",
        "The comment {id}, which this one answers, is neither here nor in the file."),
}


# What can be wrong in a file: codes and figures here, sentences in `sentences.py`.

# A row of these was seen, but the file around it cannot be trusted any more.
CUT_ROWS = frozenset({"cut_row", "cut_last", "cut_quote"})
# No part of a file that is not in UTF-8 can be trusted, not even its good rows.
ENCODING = frozenset({"encoding_latin1", "encoding_utf16", "encoding_broken"})
# These are about the file as a whole: no row of it is meant.
WHOLE_FILE = frozenset({
    "cannot_open", "empty", "format_xls", "format_zip", "format_other",
    "encoding_latin1", "encoding_utf16", "encoding_broken", "cut_character",
    "kind_unknown", "column_missing", "column_twice", "no_row",
    "quote_stray", "field_huge", "line_huge",
    "json_cut", "json_invalid", "json_shape", "json_huge",
    "states_missing", "states_syntax", "states_empty", "state_not_table", "state_key_missing", "state_key_unknown",
    "state_word", "states_line", "state_track_absent", "state_stage_absent", "state_stage_no_text", "state_stage_group",
    "state_stage_final", "state_status_absent",
})


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` is the physical line where the record begins, 0 when no line is meant."""

    line: int
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def fatal(self) -> bool:
        """True when the file must not be imported by default, false when only its row is refused."""
        return self.code in WHOLE_FILE or self.code in CUT_ROWS

    @property
    def is_row(self) -> bool:
        """True when it stands for one row that was read."""
        return self.code not in WHOLE_FILE


class Unreadable(Exception):
    """The file cannot be read, or not any further; `faults` says why, most often with one."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.code for fault in faults))
        self.faults = faults


def sentence(fault: Fault, lang: str = "fr") -> str:
    """The reason alone, without its line; French unless `lang` is English."""
    french, english = SENTENCES[fault.code]
    return (english if lang.startswith("en") else french).format(**fault.params)


# The columns of both eras: which kind of file they make, which are known, and in which language each is.

class Kind(StrEnum):
    PROPOSALS = "proposals"
    COMMENTS = "comments"


LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,4})?\Z")
MACHINE = "/machine_translations"
# One column for each language (title/fr), or none named (title).
TRANSLATED = frozenset({
    "title", "body", "answer", "category/name", "scope/name", "taxonomies/name", "original_proposal/title",
    "cost_report", "execution_period", "user_group/name",
})
_COMMON = {"id", "body", "author/id", "author/name", "author/url", "created_at", "updated_at", "locale"}
# Known, though not all are used: an unknown column is told to the operator, a known one is not.
KNOWN = {
    Kind.PROPOSALS: frozenset(_COMMON | {
        "title", "answer", "category", "category/id", "category/name", "scope", "scope/id", "scope/name",
        "taxonomies/id", "taxonomies/ids", "taxonomies/name",
        "participatory_space/id", "participatory_space/url", "component/id",
        "address", "latitude", "longitude", "state", "state_published_at", "reference", "answered_at",
        "supports", "votes", "endorsements/total_count", "endorsements/user_endorsements",
        "likes/total_count", "likes/user_likes", "likes/user_endorsements",
        "comments", "attachments", "followers", "follows_count", "published_at", "url", "meeting_urls",
        "related_proposals", "is_amend", "original_proposal/title", "original_proposal/url",
        "withdrawn", "withdrawn_at", "created_in_meeting", "coauthorships_count",
        "cost", "cost_report", "execution_period",
    }),
    Kind.COMMENTS: frozenset(_COMMON | {
        "alignment", "depth", "user_group/id", "user_group/name",
        "commentable_id", "commentable_type", "root_commentable_url",
    }),
}
# Blog posts have a title and a body too, and are no proposals.
_POSTS = {"endorsements_count", "comments_count"}


@lru_cache(maxsize=4096)
def split(column: str) -> tuple[str, str | None]:
    """The column without its language, and the language: "" if it could have one, None if it has no use for any."""
    if column in TRANSLATED:
        return column, ""
    head, _, tail = column.rpartition("/")
    if not LANGUAGE.match(tail):
        return column, None
    if head in TRANSLATED:
        return head, tail
    if head.removesuffix(MACHINE) in TRANSLATED:
        return head.removesuffix(MACHINE), None
    return column, None


def kind_of(columns: Iterable[str], line: int = 1) -> Kind:
    """Raises Unreadable when the columns are those of something else, or name no identifier."""
    names = [column for column in columns if column]
    bases = {split(column)[0] for column in names}
    kind = _recognised(bases)
    if kind is None:
        raise Unreadable(Fault(line, "kind_unknown", {"columns": _listed(names)}))
    if "id" not in bases:
        raise Unreadable(Fault(line, "column_missing", {"column": "id"}))
    return kind


def _recognised(bases: set[str]) -> Kind | None:
    if "body" not in bases:
        return None
    if bases & {"commentable_id", "root_commentable_url"}:
        return Kind.COMMENTS
    if "title" in bases and not (bases >= _POSTS and "state" not in bases):
        return Kind.PROPOSALS
    return None


def _listed(names: list[str], most: int = 12) -> str:
    shown = [name[:40] for name in names[:most]]
    return ", ".join(shown + ["…"] * (len(names) > most)) or "–"


def unknown(columns: Iterable[str], kind: Kind) -> tuple[str, ...]:
    """In their order, each once."""
    return tuple(column for column in dict.fromkeys(columns) if column and split(column)[0] not in KNOWN[kind])


# The cells of a record, read one by one: dates, figures, names in the language wanted, identifiers in addresses.

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}\Z")
_WHEN = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?)? ?(UTC|Z|[+-]\d\d:?\d\d)?\Z")
_WHOLE = re.compile(r"(-?\d{1,9})(?:\.0+)?\Z")
_DEGREES = re.compile(r"-?\d{1,3}(?:[.,]\d{1,20})?\Z")
_LANG = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,4})?\Z")
_WEB = re.compile(r"https?://[^\s<>\"]+\Z")
_PROPOSAL = re.compile(r"/proposals/(\d+)(?=$|[/?#])")
# Ruby's way to print a name by language, where a list of them ended in one cell: {"fr"=>"Eau", "en"=>"Water"}
_PRINTED = re.compile(r'"([A-Za-z_-]{2,8})"\s*=>\s*"((?:[^"\\]|\\.)*)"')
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TRUE = frozenset({"true", "t", "1", "yes", "oui", "vrai"})


class RowRefused(Exception):
    """This row alone cannot be taken."""

    def __init__(self, line: int, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.fault = Fault(line, code, params)


class Cells:
    """One record. Each reading answers with a clean value or raises RowRefused."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self.line = line
        self._cells = cells
        self._check_characters()
        self._translated = self._by_language()

    def _check_characters(self) -> None:
        whole = "".join(self._cells.values())
        if "\0" in whole:
            raise RowRefused(self.line, "nul_byte")
        try:
            whole.encode()
        except UnicodeEncodeError:
            raise RowRefused(self.line, "bad_character") from None

    def _by_language(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for column, cell in self._cells.items():
            base, lang = split(column)
            if lang is not None and cell and not cell.isspace():
                found.setdefault(base, {})[lang] = _clean(cell)
        return found

    def text(self, *columns: str) -> str:
        """The first of these columns that says something, on one line."""
        return next((" ".join(_clean(cell).split()) for cell in map(self._cells.get, columns) if cell), "")

    def translated(self, column: str, lang: str) -> dict[str, str]:
        """By language, `lang` standing for the column that names none."""
        found = self._translated.get(column, {})
        return {key or lang: cell for key, cell in found.items() if key or lang not in found}

    def name(self, lang: str, *columns: str) -> str:
        """In `lang` if it can be, else in any language."""
        for column in columns:
            found = self.translated(column, lang)
            if chosen := found.get(lang) or next(iter(found.values()), ""):
                return " ".join(_printed(chosen, lang).split())
        return ""

    def identifier(self, column: str) -> str:
        value = self.text(column)
        if not value:
            raise RowRefused(self.line, "id_empty")
        if not _ID.match(value):
            raise RowRefused(self.line, "id_bad", value=value[:40])
        return value

    def when(self, *columns: str) -> datetime | None:
        """In UTC; a moment that names no zone is taken to be in UTC already."""
        for column in columns:
            if value := self.text(column):
                return self._moment(column, value)
        return None

    def _moment(self, column: str, value: str) -> datetime:
        found = _WHEN.match(value)
        try:
            if found is None:
                raise ValueError(value)
            day, hour, zone = found.groups()
            zone = "+00:00" if zone in (None, "UTC", "Z") else zone
            return datetime.fromisoformat(f"{day}T{hour or '00:00'}{zone}").astimezone(UTC)
        except (ValueError, OverflowError):
            raise RowRefused(self.line, "date_bad", column=column, value=value[:40]) from None

    def number(self, *columns: str, least: int = 0, most: int = 999_999_999) -> int | None:
        """The first of these columns that holds a figure."""
        for column in columns:
            if value := self.text(column):
                found = _WHOLE.match(value)
                if found is None or not least <= int(found[1]) <= most:
                    raise RowRefused(self.line, "number_bad", column=column, value=value[:40])
                return int(found[1])
        return None

    def position(self) -> tuple[float, float] | tuple[None, None]:
        latitude, longitude = self.text("latitude"), self.text("longitude")
        if not latitude and not longitude:
            return None, None
        if _DEGREES.match(latitude) and _DEGREES.match(longitude):
            north, east = float(latitude.replace(",", ".")), float(longitude.replace(",", "."))
            if abs(north) <= 90 and abs(east) <= 180:
                return north, east
        raise RowRefused(self.line, "position_bad", value=f"{latitude} ; {longitude}"[:60])

    def says_yes(self, column: str) -> bool:
        return self.text(column).lower() in _TRUE

    def address(self, column: str, most: int = 400) -> str:
        """A web address, or nothing: never another scheme."""
        value = self.text(column)
        return value if len(value) <= most and _WEB.match(value) else ""

    def lang(self, default: str) -> str:
        value = self.text("locale")
        return value if _LANG.match(value) else default


def _clean(cell: str) -> str:
    return _CONTROL.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _printed(cell: str, lang: str) -> str:
    """A list of names printed by language becomes the names alone, in one language."""
    if "=>" not in cell:
        return cell
    names: dict[str, list[str]] = {}
    for key, name in _PRINTED.findall(cell):
        names.setdefault(key, []).append(name.replace('\\"', '"'))
    chosen = names.get(lang) or next((found for found in names.values() if any(found)), [])
    return ", ".join(name for name in chosen if name) or cell


def clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def proposal_in(url: str) -> str:
    """The identifier at the end of a proposal's address, or "" ."""
    found = _PROPOSAL.search(url)
    return found[1] if found else ""


# The rows handed out: what a proposal or a comment of an export says, already cleaned and typed.

@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings, in characters. Above the first three the row is refused; a `short` text is clipped with an ellipsis."""

    title: int = 160
    body: int = 30_000
    comment: int = 4_000
    short: int = 160


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Texts are Markdown; `title` and `body` are by language, and `lang` is the one that leads."""

    line: int
    external_id: str
    lang: str
    title: Mapping[str, str]
    body: Mapping[str, str]
    category: str
    scope: str
    address: str
    latitude: float | None
    longitude: float | None
    state: str
    withdrawn: bool
    reference: str
    answer: str
    supports: int | None
    published_at: datetime | None
    author_name: str
    author_external_id: str
    url: str
    amends_external_id: str

    @property
    def headline(self) -> str:
        return self.title[self.lang]

    @property
    def text(self) -> str:
        """In the language of the headline, else in any; empty when the export has none."""
        return self.body.get(self.lang) or next(iter(self.body.values()), "")


@dataclass(frozen=True, slots=True)
class CommentRow:
    """`proposal_external_id` is always there; `parent_external_id` only when it answers another comment."""

    line: int
    external_id: str
    lang: str
    body: str
    created_at: datetime | None
    author_name: str
    author_external_id: str
    group_name: str
    alignment: int
    depth: int
    commentable_id: str
    commentable_type: str
    root_url: str
    proposal_external_id: str
    parent_external_id: str


Row = ProposalRow | CommentRow
