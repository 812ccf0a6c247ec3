"""What is typed at the door."""

import pytest

from app.accounts.rules import code_in
from app.core.texts import mailbox


@pytest.mark.parametrize("typed", [
    "123456", " 123 456 ", "123\u00a0456", "123\u202f456", "123-456", "123.456", "1 2 3 4 5 6", "Votre code : 123 456",
    "123456 est votre code", "Bonjour,\n\nVoici le code :\n\n    123456\n\nIl est valable 15 minutes.",
    "Reçu à 14 h 05 : 123 456, valable 15 minutes", "١٢٣٤٥٦", "１２３４５６"])
def test_a_code_is_read_however_it_is_pasted(typed: str) -> None:
    assert code_in(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "Votre code", "\x00", "²³¹"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert len(code_in(typed)) != 6


@pytest.mark.parametrize("spelt", [
    "alice@example.org", "Alice@Example.ORG", " alice+un@example.org", "ALICE+autre+encore@example.org"])
def test_one_mailbox_has_many_spellings(spelt: str) -> None:
    assert mailbox(spelt) == "alice@example.org"


@pytest.mark.parametrize(("one", "other"), [
    ("a.l.ice@gmail.com", "alice+x@googlemail.com"), ("zoe@forêt.example", "zoe@xn--fort-ipa.example")])
def test_so_have_its_domain_and_the_dots_that_nobody_reads(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other)


@pytest.mark.parametrize("other", [
    "a.lice@example.org", "alic@example.org", "alice@example.com", "+alice@example.org", "x"])
def test_two_mailboxes_are_two(other: str) -> None:
    assert mailbox(other) != mailbox("alice@example.org")
