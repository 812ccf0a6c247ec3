"""What a passkey's answer must be to count, and what it may cost to read (W3C Web Authentication, § 7.1 and § 7.2)."""

import json
from base64 import urlsafe_b64decode
from contextlib import suppress
from dataclasses import replace

import cbor2
import pytest
from hypothesis import given, strategies as st

from app.accounts import credentials
from app.accounts.credentials import Known, PasskeyRefused, Registered, RelyingParty, relying_party
from tests.authenticator import EXTENDED, PRESENT, Authenticator, b64, ed25519_, es256, rs256
from tests.work import more_than_twice, repeated

SITE = RelyingParty("cordee.example", "https://cordee.example", "Cordée")
CHALLENGE = b64(bytes(range(32)))
TO_SIGN = credentials.authentication_options(SITE, CHALLENGE, [])


def to_make(*existing: Known) -> dict:
    return credentials.registration_options(SITE, CHALLENGE, b"\x01" * 16, "lea@example.org", "Léa", existing)


def registered(device: Authenticator) -> Registered:
    return credentials.verify_registration(SITE, CHALLENGE, device.create(to_make()))


def refused(act, *args) -> str:
    with pytest.raises(PasskeyRefused) as raised:
        act(*args)
    return raised.value.code


def refused_making(answer: str) -> str:
    return refused(credentials.verify_registration, SITE, CHALLENGE, answer)


def refused_signing(made: Registered, answer: str, seen: int = 0) -> str:
    return refused(credentials.verify_authentication, SITE, CHALLENGE, answer, made.public_key, seen)


@pytest.mark.parametrize(("base_url", "party"), [
    ("https://cordee.example", ("cordee.example", "https://cordee.example")),
    ("https://Cordee.Example:443/", ("cordee.example", "https://cordee.example")),
    ("https://cordee.example:8443/asso", ("cordee.example", "https://cordee.example:8443")),
    ("https://éclair.example", ("xn--clair-9ra.example", "https://xn--clair-9ra.example")),
    ("http://localhost:8000", ("localhost", "http://localhost:8000")),
    ("http://cordee.localhost", ("cordee.localhost", "http://cordee.localhost")),
    ("http://cordee.example", None),
    ("http://127.0.0.1:8000", None),
    ("https://192.0.2.1", None),
    ("https://[2001:db8::1]/", None),
    (f"https://{'a' * 64}.example", None),
])
def test_only_a_name_over_https_or_this_machine_has_passkeys(base_url: str, party: tuple[str, str] | None):
    made = relying_party(base_url, "Cordée")
    assert (made and (made.id, made.origin)) == party


def test_what_a_browser_is_asked_for():
    asked = to_make(Known("AAEC", ["usb", "internal"]))
    assert asked["rp"] == {"id": "cordee.example", "name": "Cordée"}
    assert asked["user"] == {"id": b64(b"\x01" * 16), "name": "lea@example.org", "displayName": "Léa"}
    assert asked["challenge"] == CHALLENGE
    assert [each["alg"] for each in asked["pubKeyCredParams"]] == [-8, -7, -257]
    assert asked["excludeCredentials"] == [{"id": "AAEC", "type": "public-key", "transports": ["usb", "internal"]}]
    assert (asked["attestation"], asked["authenticatorSelection"]["userVerification"]) == ("none", "preferred")
    signing = credentials.authentication_options(SITE, CHALLENGE, [Known("AAEC")])
    assert signing == {"challenge": CHALLENGE, "rpId": "cordee.example", "timeout": 300_000,
                       "userVerification": "preferred", "allowCredentials": [{"id": "AAEC", "type": "public-key"}]}


@pytest.mark.parametrize("made", [es256(), ed25519_(), rs256()], ids=["ES256", "EdDSA", "RS256"])
def test_a_passkey_is_made_and_signs(made):
    device = Authenticator(made=made, count=4)
    kept = registered(device)
    assert (kept.id, kept.sign_count, kept.transports) == (b64(device.id), 4, ["internal", "usb"])
    device.count = 5
    answer = device.get(TO_SIGN)
    assert credentials.credential_id(answer) == kept.id
    assert credentials.verify_authentication(SITE, CHALLENGE, answer, kept.public_key, 4) == 5


def test_who_is_only_there_signs_and_a_passkey_that_counts_nothing_does_so_for_ever():
    device = Authenticator(flags=PRESENT)
    kept = registered(device)
    for _again in range(2):
        assert credentials.verify_authentication(SITE, CHALLENGE, device.get(TO_SIGN), kept.public_key, 0) == 0


def test_what_a_maker_says_of_its_device_is_not_read():
    answer = Authenticator().create(to_make(), ("packed", {"alg": -7, "sig": b"x", "x5c": [b"no certificate"]}))
    assert credentials.verify_registration(SITE, CHALLENGE, answer).sign_count == 0


def test_what_a_device_adds_is_let_pass():
    device = Authenticator(flags=PRESENT | EXTENDED, after=cbor2.dumps({"credProtect": 2, "hmac-secret": True}))
    kept = registered(device)
    assert credentials.verify_authentication(SITE, CHALLENGE, device.get(TO_SIGN), kept.public_key, 0) == 0


ELSEWHERE = [
    ({"origin": "https://cordee.exemple"}, "other_site"),
    ({"origin": "http://cordee.example"}, "other_site"),
    ({"origin": "https://cordee.example:8443"}, "other_site"),
    ({"client": {"crossOrigin": True}}, "other_site"),
    ({"client": {"topOrigin": "https://elsewhere.example"}}, "other_site"),
    ({"client": {"challenge": b64(b"\x07" * 32)}}, "challenge"),
    ({"client": {"type": "webauthn.other"}}, "malformed"),
]


@pytest.mark.parametrize(("changed", "code"), [
    *ELSEWHERE, ({"rp_id": "elsewhere.example"}, "malformed"), ({"flags": 0}, "malformed"), ({"id": b""}, "malformed"),
    ({"id": b"x" * 1_024}, "malformed"), ({"made": rs256(1_024)}, "weak")])
def test_no_passkey_is_made(changed: dict, code: str):
    assert refused_making(Authenticator(**changed).create(to_make())) == code


@pytest.mark.parametrize(("changed", "code"), [
    *ELSEWHERE, ({"rp_id": "elsewhere.example"}, "forged"), ({"flags": 0}, "forged"), ({"made": es256()}, "forged"),
    ({"made": ed25519_()}, "forged")])
def test_no_passkey_is_recognised(changed: dict, code: str):
    device = Authenticator()
    kept = registered(device)
    assert refused_signing(kept, replace(device, **changed).get(TO_SIGN)) == code


@pytest.mark.parametrize(("seen", "shown"), [(5, 5), (5, 4), (5, 0)])
def test_a_counter_that_goes_back_is_a_copy(seen: int, shown: int):
    device = Authenticator()
    kept = registered(device)
    device.count = shown
    assert refused_signing(kept, device.get(TO_SIGN), seen) == "cloned"


def test_nobody_without_the_key_makes_a_passkey_pass_for_a_copy():
    device = Authenticator()
    kept = registered(device)
    assert refused_signing(kept, replace(device, made=es256(), count=1).get(TO_SIGN), 5) == "forged"


def test_an_answer_of_one_kind_is_none_of_the_other():
    device = Authenticator()
    kept = registered(device)
    assert refused_making(device.get(TO_SIGN)) == "malformed"
    assert refused_signing(kept, device.create(to_make())) == "malformed"


ODD_KEYS = {
    "a number": b"\x04", "a list": b"\x80", "nothing": b"", "no such kind": cbor2.dumps({1: 9, 3: -7}),
    "algorithm not asked for": cbor2.dumps(es256()[1] | {3: -36}), "beside its curve": cbor2.dumps(
        es256()[1] | {-2: b"\x01" * 32}), "words": cbor2.dumps(es256()[1] | {-2: "x", -3: "y"}),
    "endless": b"\xbf\x01\x02\xff", "tagged": b"\xd8\x1c\x80", "cut": b"\xa5\x01", "too long": b"\x5b" + b"\xff" * 8,
    "deep": b"\x81" * 5 + b"\x01",
}


@pytest.mark.parametrize("key", ODD_KEYS.values(), ids=list(ODD_KEYS))
def test_an_odd_key_is_refused(key: bytes):
    assert refused_making(Authenticator().create(to_make(), key=key)) in ("malformed", "weak")


ODD = ["", "x", "[]", "{}", "null", '{"id": 1, "response": {}}', '{"id": "a", "response": []}', "[" * 16_000,
       '{"id": "a", "response": {"clientDataJSON": 5}}', '{"id": "a", "response": {"clientDataJSON": "é"}}',
       json.dumps({"id": "a", "response": {"clientDataJSON": b64(b"[" * 9_000)}}), "9" * 16_000,
       "{" + " " * 16_384 + "}"]


@pytest.mark.parametrize("answer", ODD, ids=lambda answer: answer[:40])
def test_what_is_no_answer_is_refused(answer: str):
    assert refused_making(answer) == "malformed"
    assert refused_signing(Registered("a", b"", 0, []), answer) == "malformed"


DEVICE = Authenticator()
KEPT = registered(DEVICE)
MADE, SIGNED = DEVICE.create(to_make()), DEVICE.get(TO_SIGN)


def broken(answer: str, part: str, at: float, by: int) -> str:
    told = json.loads(answer)
    raw = bytearray(urlsafe_b64decode(told["response"][part] + "==="))
    raw[int(at * len(raw))] ^= by
    told["response"][part] = b64(bytes(raw))
    return json.dumps(told)


PLACES, BYTES = st.floats(0, 1, exclude_max=True), st.integers(1, 255)


@given(st.sampled_from(["authenticatorData", "signature", "clientDataJSON"]), PLACES, BYTES)
def test_nothing_that_was_changed_on_the_way_is_recognised(part: str, at: float, by: int):
    refused_signing(KEPT, broken(SIGNED, part, at, by))


@given(PLACES, BYTES)
def test_a_broken_registration_makes_a_passkey_or_is_refused(at: float, by: int):
    """Nobody signs it: another id or another key may come out, never a fault of the program."""
    with suppress(PasskeyRefused):
        credentials.verify_registration(SITE, CHALLENGE, broken(MADE, "attestationObject", at, by))


def shared(times: int) -> bytes:
    """Each list holds the one before it twice, by reference (tags 28 and 29)."""
    return cbor2.dumps([0] * times)[:1] + b"\xd8\x1c\x80" + b"".join(
        b"\xd8\x1c\x82" + 2 * (b"\xd8\x1d" + cbor2.dumps(n)) for n in range(times - 1))


SHAPES = {"items": b"\x01", "lists": b"\x81", "maps": b"\xa1\x01", "strings": b"\x41\x01", "tags": b"\xc1"}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
@pytest.mark.parametrize("where", ["key", "after"])
def test_twice_as_much_takes_twice_the_work(shape: bytes, where: str):
    def read(many: str) -> None:
        device = Authenticator(after=many.encode("latin-1") if where == "after" else b"", flags=PRESENT | EXTENDED)
        with suppress(PasskeyRefused):
            answer = device.create(to_make(), key=many.encode("latin-1") if where == "key" else None)
            credentials.verify_registration(SITE, CHALLENGE, answer)

    once, twice = (repeated(shape.decode("latin-1"), size) for size in (5_000, 10_000))
    assert more_than_twice(read, once, twice) == ""


def test_references_are_not_followed():
    """Py-webauthn 3.0 writes these 193 bytes out as eight megabytes."""
    assert refused_making(Authenticator().create(to_make(), key=shared(22))) == "malformed"
    copy = Authenticator(flags=PRESENT | EXTENDED, after=shared(22))
    assert refused_signing(KEPT, replace(copy, made=DEVICE.made).get(TO_SIGN)) == "malformed"
