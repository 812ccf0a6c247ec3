"""When a head is signed, what is signed of it, and what a kept file says."""

from datetime import UTC, datetime, timedelta

import pytest

from app.journal.rules import NotAnchors, first_difference, head_line, instant, is_due, key_line, read, signed_text

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("seq", "last", "closed", "due"), [
    (0, None, None, False),
    (5, None, None, True),
    (5, (5, NOW - timedelta(days=9)), None, False),
    (6, (5, NOW - timedelta(hours=23)), None, False),
    (6, (5, NOW - timedelta(hours=24)), None, True),
    (6, (5, NOW - timedelta(minutes=1)), 6, True),
    (7, (5, NOW - timedelta(minutes=1)), 5, False),
])
def test_once_a_day_and_after_a_decision(seq, last, closed, due):
    assert is_due(seq, "d" * 64 if seq else "", last, NOW, closed) is due


def test_what_is_signed_is_the_line_without_its_signature():
    line = head_line(1, 5, "d" * 64, NOW, "k" * 64)
    assert signed_text(line) == signed_text(line | {"signature": "x"})
    assert signed_text(line) != signed_text(line | {"seq": 6})
    assert signed_text(line).startswith('{"at":"2026-06-01T12:00:00Z","digest":')


def test_an_endorsement_is_not_among_what_it_endorses():
    line = key_line("k" * 64, "p", NOW, "renewed", "o" * 64)
    assert signed_text(line) == signed_text(line | {"endorsement": "x"})


@pytest.mark.parametrize("text", ["bonjour", "[]", "{}", '{"format":"cordee-head/1","space_id":1,"seq":2,"digest":"d"}',
                                  '{"format":"other/1","space_id":1,"seq":2,"digest":"d"}',
                                  '{"space_id":1,"seq":true,"digest":"d"}', '{"format":"cordee-key/1","key":"k"}'])
def test_what_is_none_of_ours_is_named_by_its_line(text):
    with pytest.raises(NotAnchors) as fault:
        list(read(['{"space_id":1,"seq":1,"digest":"d"}', "", text]))
    assert fault.value.line == 3


def test_the_first_that_differs_and_the_last_that_holds():
    kept = list(read(f'{{"space_id":1,"seq":{n},"digest":"d{n}"}}' for n in (9, 3, 6)))
    present = {3: "d3", 6: "other", 9: "other"}
    found = first_difference(kept, present, 1)
    assert (found.seq, found.held, found.is_signed) == (6, 3, False)
    assert first_difference(kept, {3: "d3", 6: "d6", 9: "d9"}, 1) is None
    assert first_difference(kept, {3: "d3", 6: "d6"}, 1).seq == 9


def test_moments_are_those_of_utc():
    assert instant(datetime(2026, 6, 1, 14, tzinfo=UTC)) == "2026-06-01T14:00:00Z"
