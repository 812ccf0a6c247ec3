#!/usr/bin/env python3
"""Le journal d’aujourd’hui a-t-il encore les lignes signées hier ? / Does today's journal still have the lines signed before?

    python3 verify_heads.py empreintes.jsonl journal.jsonl [--key FINGERPRINT] [--lang en]

`empreintes.jsonl` is a file kept earlier: public keys and signed heads, one JSON line each (a mail's lines will do).
`journal.jsonl` is the journal as it is published today. Nothing to install: Python 3.8 or later, standard library only.
Signatures are Ed25519; the check below is the reference algorithm of RFC 8032, section 6 (slow, and only checks).
Exit code: 0 every signed line is still there, 1 one is not (it is named), 2 a file cannot be used.
"""

import argparse
import hashlib
import json
import sys
from base64 import b64decode

FR = {
    "good": "{0} empreintes signées, du {1} au {2} : le journal les a toutes, et sa chaîne tient jusqu’à la ligne {3}.",
    "differs": "DIFFÈRE : la ligne {0} n’est plus celle qui a été signée le {1}. La dernière qui tient est la ligne {2}.",
    "broken": "DIFFÈRE : le journal casse à la ligne {0}.",
    "signature": "Inutilisable : à la ligne {0} du fichier, la signature n’est pas celle de la clé {1}.",
    "unknown": "Inutilisable : à la ligne {0} du fichier, la clé {1} n’est pas connue.",
    "endorsement": "Attention : la clé {0} n’est pas signée par celle d’avant ({1}).",
    "unreadable": "Inutilisable : {0}, ligne {1}.", "empty": "Inutilisable : aucune empreinte dans ce fichier.",
    "lost": "la clé d’avant était perdue", "restored": "après une restauration du site", "renewed": "signature fausse",
}
EN = {
    "good": "{0} signed heads, from {1} to {2}: the journal has them all, and its chain holds up to line {3}.",
    "differs": "DIFFERS: line {0} is not the one that was signed on {1}. The last that holds is line {2}.",
    "broken": "DIFFERS: the journal breaks at line {0}.",
    "signature": "Of no use: at line {0} of the file, the signature is not that of key {1}.",
    "unknown": "Of no use: at line {0} of the file, key {1} is not known.",
    "endorsement": "Careful: key {0} is not signed by the one before it ({1}).",
    "unreadable": "Of no use: {0}, line {1}.", "empty": "Of no use: no head in this file.",
    "lost": "the one before was lost", "restored": "after the site was restored", "renewed": "its signature is wrong",
}

# Ed25519, from the reference code of RFC 8032 §6: points in extended coordinates on the curve edwards25519.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    found = (0, 1, 1, 0)
    while number > 0:
        if number & 1:
            found = add(found, point)
        point = add(point, point)
        number >>= 1
    return found


def same(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def abscissa(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    if square % P == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT % P
    if (x * x - square) % P != 0:
        return None
    return P - x if x & 1 != sign else x


def point_of(data):
    if len(data) != 32:
        return None
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = abscissa(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (abscissa(BASE_Y, 0), BASE_Y, 1, abscissa(BASE_Y, 0) * BASE_Y % P)


def holds(public, text, signature):
    """Is it this key's signature of this text?"""
    try:
        key, told = b64decode(public), b64decode(signature)
    except ValueError:
        return False
    a, r = point_of(key), point_of(told[:32])
    if a is None or r is None or len(told) != 64:
        return False
    s = int.from_bytes(told[32:], "little")
    if s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(told[:32] + key + text.encode()).digest(), "little") % Q
    return same(times(s, BASE), add(r, times(h, a)))


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def signed_text(line):
    return canonical({key: value for key, value in line.items() if key not in ("signature", "endorsement")})


class Unusable(Exception):
    pass


def lines(path):
    """(number, line), those of a mail among others: what does not begin like one of ours is passed over."""
    with open(path, encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            if not text.strip().startswith("{"):
                continue
            try:
                yield number, json.loads(text)
            except ValueError:
                raise Unusable("unreadable", path, number) from None


def kept(path, wanted, say):
    """The signed heads of the file, each checked against its key; `wanted`: the only fingerprint to begin from."""
    keys, heads = {}, []
    for number, line in lines(path):
        if line.get("format") == "cordee-key/1":
            add_key(keys, line, wanted, say)
        elif line.get("format") == "cordee-head/1":
            if line["key"] not in keys:
                raise Unusable("unknown", number, line["key"])
            if not holds(keys[line["key"]], signed_text(line), line["signature"]):
                raise Unusable("signature", number, line["key"])
            heads.append(line)
    if not heads:
        raise Unusable("empty")
    return heads


def add_key(keys, line, wanted, say):
    if hashlib.sha256(b64decode(line["public"])).hexdigest() != line["key"]:
        return
    before = keys.get(line.get("previous"))
    endorsed = before is not None and holds(before, signed_text(line), line.get("endorsement", ""))
    if wanted and line["key"] != wanted and not endorsed:
        return
    if line.get("previous") and not endorsed and before is not None:
        say("endorsement", line["key"], line["why"])
    keys[line["key"]] = line["public"]


def digests(path, space):
    """Of each line of the journal, its chain checked on the way; and the number of the first that does not hold."""
    found, previous = {}, ""
    for _number, line in lines(path):
        if line["space_id"] != space:
            continue
        good = line["seq"] == len(found) + 1 and line["previous"] == previous
        if good and "data" in line:
            names = ("previous", "space_id", "seq", "at", "kind", "actor_id", "subject_kind", "subject_id", "data")
            good = hashlib.sha256(canonical([line[name] for name in names]).encode()).hexdigest() == line["digest"]
        if not good:
            return found, len(found) + 1
        found[line["seq"]] = previous = line["digest"]
    return found, None


def check(heads, journal, say):
    spaces = {line["space_id"] for _number, line in lines(journal)}
    heads, held = sorted((one for one in heads if one["space_id"] in spaces), key=lambda one: one["seq"]), 0
    if not heads:
        raise Unusable("empty")
    present, broken = digests(journal, heads[0]["space_id"])
    for head in heads:
        if present.get(head["seq"]) != head["digest"]:
            say("broken", broken) if broken and broken <= head["seq"] else say("differs", head["seq"], head["at"], held)
            return 1
        held = head["seq"]
    if broken:
        say("broken", broken)
        return 1
    moments = sorted(head["at"] for head in heads)
    say("good", len(heads), moments[0], moments[-1], len(present))
    return 0


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("heads")
    asked.add_argument("journal")
    asked.add_argument("--key", help="the fingerprint noted elsewhere: no other key is believed unless it was signed by it")
    asked.add_argument("--lang", choices=["fr", "en"], default="fr")
    given = asked.parse_args()
    words = FR if given.lang == "fr" else EN

    def say(key, *values):
        print(words[key].format(*(words.get(str(value), value) for value in values)))

    try:
        return check(kept(given.heads, given.key, say), given.journal, say)
    except Unusable as fault:
        say(*fault.args)
    except (OSError, KeyError, TypeError, ValueError) as fault:
        say("unreadable", repr(fault), "?")
    return 2


if __name__ == "__main__":
    sys.exit(main())
