"""A calendar file that any calendar reads."""

from datetime import UTC, datetime

from app.groups.calendar_files import Event, event_file

START = datetime(2026, 7, 20, 16, 30, tzinfo=UTC)


def told(**given: object) -> str:
    return event_file(Event(**{
        "uid": "meeting-1@example.org", "at": START, "starts_at": START, "ends_at": START.replace(hour=18),
        "title": "Réunion", "where": "Gap", "about": "", "url": "https://example.org/reunions/1"} | given))


def test_times_are_utc():
    assert "DTSTART:20260720T163000Z\r\nDTEND:20260720T183000Z\r\n" in told()


def test_what_a_calendar_would_misread_is_escaped():
    assert "SUMMARY:a\\, b\\; c\\\\d\\ne\r\n" in told(title="a, b; c\\d\r\ne")


def test_no_line_is_longer_than_75_bytes_nor_cut_inside_a_letter():
    text = told(about="é🙂" * 200)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "é🙂" * 200 in text.replace("\r\n ", "")


def test_a_text_cannot_begin_a_line_of_its_own():
    assert "\r\nEND:VEVENT\r\nBEGIN" not in told(about="x\r\nEND:VEVENT\r\nBEGIN:VALARM")


def test_a_cancelled_one_says_so():
    assert "STATUS:CANCELLED\r\n" in told(cancelled=True)
