"""One event as a calendar file (RFC 5545): UTC times, escaped texts, lines folded at 75 bytes."""

from dataclasses import dataclass
from datetime import UTC, datetime

ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
WIDTH = 75  # bytes, the line's end not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`at` is when the file is made; a later file of the same `uid` replaces an earlier one in a calendar."""

    uid: str
    at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    where: str
    about: str
    url: str
    cancelled: bool = False


def event_file(event: Event) -> str:
    told = [
        ("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//Cordee//Meetings//FR"), ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"), ("BEGIN", "VEVENT"), ("UID", _text(event.uid)), ("DTSTAMP", _moment(event.at)),
        ("DTSTART", _moment(event.starts_at)), ("DTEND", _moment(event.ends_at)), ("SUMMARY", _text(event.title)),
        ("LOCATION", _text(event.where)), ("DESCRIPTION", _text(event.about)), ("URL", event.url),
        ("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED"), ("END", "VEVENT"), ("END", "VCALENDAR")]
    return "".join(f"{_folded(f'{name}:{value}')}\r\n" for name, value in told)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    return value.translate(ESCAPES)


def _folded(line: str) -> str:
    """A line goes on after a line end and a space; never inside a letter."""
    parts, room = [""], WIDTH
    for letter in line:
        width = len(letter.encode())
        if width > room:
            parts.append("")
            room = WIDTH - 1  # the space that says « goes on »
        parts[-1] += letter
        room -= width
    return "\r\n ".join(parts)
