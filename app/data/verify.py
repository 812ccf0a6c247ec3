#!/usr/bin/env python3
"""Refaire le compte d’une décision à partir de son seul fichier publié. / Count a decision again from its file alone.

    python3 verify.py decision-12.json [--receipt CODE] [--digest HEX] [--journal journal.jsonl] [--lang en]

Nothing to install: Python 3.8 or later, standard library only. This program was written apart from the service's own
count, from the written rules: the two must agree. Every share is an exact fraction. Exit code: 0 all agrees, 1 something
differs (it is named), 2 the file cannot be read.
"""

import argparse
import hashlib
import json
import sys
from fractions import Fraction
from itertools import combinations_with_replacement, product

FR = {
    "asked": "La question : {0}", "when": "Posée du {0} au {1}, comptée le {2}.", "method": "La méthode : {0}. Les réglages : {1}",
    "roll": "{0} voix sur la liste, {1} bulletins publiés.", "result": "Résultat publié : {0}",
    "same": "Compte refait : {0}. C’est le même.", "differs": "DIFFÈRE : {0} (publié : {1}, recompté : {2})",
    "doubled": "DIFFÈRE : un reçu est publié deux fois : {0}", "sum": "Empreinte SHA-256 du fichier : {0}",
    "sum_same": "C’est bien l’empreinte donnée.", "sum_differs": "DIFFÈRE : ce n’est pas l’empreinte donnée : {0}",
    "receipt": "Le reçu {0} est là : {1}", "receipt_held": "Le reçu {0} a été compté, sans que son choix soit publié.",
    "no_receipt": "DIFFÈRE : le reçu {0} n’est pas dans le fichier.",
    "robust": "{0} voix ne sont pas détaillées ; quoi qu’elles aient dit, l’issue est la même.",
    "unsure": "{0} voix ne sont pas détaillées pour garder le secret ; le fichier seul ne suffit pas à refaire l’issue.",
    "chain": "Journal : {0} lignes, la chaîne tient.", "broken": "DIFFÈRE : le journal casse à la ligne {0} : {1}",
    "line": "La ligne {0} du journal porte cette empreinte.", "no_line": "DIFFÈRE : aucune ligne du journal ne porte cette empreinte.",
    "gap": "numéro manquant ou en désordre", "link": "ne suit pas la ligne d’avant", "content": "son contenu a changé",
    "unreadable": "Fichier illisible : {0}",
}
EN = {
    "asked": "The question: {0}", "when": "Put from {0} to {1}, counted on {2}.", "method": "The method: {0}. The settings: {1}",
    "roll": "{0} voices on the roll, {1} ballots published.", "result": "Published result: {0}",
    "same": "Counted again: {0}. It is the same.", "differs": "DIFFERS: {0} (published: {1}, counted: {2})",
    "doubled": "DIFFERS: a receipt is published twice: {0}", "sum": "SHA-256 of the file: {0}",
    "sum_same": "It is the one given.", "sum_differs": "DIFFERS: it is not the one given: {0}",
    "receipt": "Receipt {0} is there: {1}", "receipt_held": "Receipt {0} was counted; its choice is not published.",
    "no_receipt": "DIFFERS: receipt {0} is not in the file.",
    "robust": "{0} voices are not broken down; whatever they said, the outcome is the same.",
    "unsure": "{0} voices are not broken down, for secrecy; the file alone cannot give the outcome again.",
    "chain": "Journal: {0} lines, the chain holds.", "broken": "DIFFERS: the journal breaks at line {0}: {1}",
    "line": "Line {0} of the journal carries this digest.", "no_line": "DIFFERS: no line of the journal carries this digest.",
    "gap": "number missing or out of order", "link": "does not follow the line before", "content": "its content was changed",
    "unreadable": "Unreadable file: {0}",
}


def fraction(value):
    return Fraction(str(value))


def needed(quorum, roll):
    """A part of the roll where it is written "n/d", else a number of voices."""
    if isinstance(quorum, str) and "/" in quorum:
        return fraction(quorum) * fraction(roll or 0)
    return fraction(quorum)


def present(profile, settings):
    """Is the quorum there, in all and in each college?"""
    roll, ballots = profile.get("roll") or {}, profile["ballots"]
    if "quorum" in settings and sum(weight(b) for b in ballots) < needed(settings["quorum"], roll.get("total")):
        return False
    if "college_quorum" in settings:
        keys = [c["key"] for c in profile.get("colleges") or []] or list(roll.get("by_college") or {})
        for key in keys:
            came = sum(weight(b) for b in ballots if b.get("college") == key)
            if came < needed(settings["college_quorum"], (roll.get("by_college") or {}).get(key)):
                return False
    return True


def weight(ballot):
    return fraction(ballot.get("weight", 1))


def reaches(share, settings):
    if share is None:
        return False
    if "more_than" in settings:
        return share > fraction(settings["more_than"])
    return share >= fraction(settings["at_least"]) if "at_least" in settings else share > Fraction(1, 2)


def sides(ballots):
    told = {"for": Fraction(0), "against": Fraction(0), "abstain": Fraction(0)}
    for ballot in ballots:
        told[ballot["choice"]] += weight(ballot)
    return told


def base_of(told, base, roll):
    if base == "roll":
        return fraction(roll)
    return told["for"] + told["against"] + (told["abstain"] if base == "cast" else 0)


def majority(profile, settings):
    """For and against, of the base the rule names; inside each college first where there are colleges."""
    base, roll = settings.get("base", "expressed"), profile.get("roll") or {}
    if profile.get("colleges"):
        yes, no = combined(profile, base, roll.get("by_college") or {}, settings.get("colleges", "proportional"))
    else:
        told = sides(profile["ballots"])
        whole = base_of(told, base, roll.get("total") or 0)
        yes, no = (told["for"] / whole, told["against"] / whole) if whole else (None, None)
    threshold = fraction(settings.get("more_than", settings.get("at_least", "1/2")))
    if yes is not None and yes == no == threshold == Fraction(1, 2):
        return "tie", []
    return ("adopted" if reaches(yes, settings) else "rejected"), []


def combined(profile, base, roll, how):
    heard = []
    for college in profile["colleges"]:
        told = sides(b for b in profile["ballots"] if b.get("college") == college["key"])
        spoke = told["for"] + told["against"] + (0 if base == "expressed" else told["abstain"])
        if spoke:
            whole = base_of(told, base, roll.get(college["key"], 0))
            yes, no = told["for"] / whole, told["against"] / whole
            if how == "winner_takes_all":
                yes, no = Fraction(int(yes > Fraction(1, 2))), Fraction(int(no > Fraction(1, 2)))
            heard.append((fraction(college["weight"]), yes, no))
    total = sum(each[0] for each in heard)
    if not heard:
        return None, None
    return sum(w * y for w, y, _ in heard) / total, sum(w * n for w, _, n in heard) / total


def chosen(profile):
    return [b for b in profile["ballots"] if b["choice"] != "abstain"]


def ranked(keys, value):
    """Groups of equals, the greatest value first."""
    levels = sorted((value[key] for key in keys), reverse=True)
    groups = [[key for key in keys if value[key] == level] for level in levels]
    return [group for n, group in enumerate(groups) if group not in groups[:n]]


def of_the_first(order, passes, asked):
    if asked and not passes(order[0][0]):
        return "rejected"
    if len(order[0]) > 1:
        return "tie"
    return "adopted" if asked else None


def median(counts):
    """The lower median: the first grade that more than half of the voices give, or better."""
    seen, whole = 0, sum(counts)
    for grade, number in enumerate(counts):
        seen += number
        if 2 * seen > whole:
            return grade
    return None


def majority_value(counts):
    """Balinski and Laraki 2007: the median grade, then, one such voice taken away, the next, down to the last."""
    left, value = list(counts), []
    while sum(left):
        grade = median(left)
        value.append(grade)
        left[grade] -= 1
    return value


def majority_judgment(profile, settings):
    keys, grades, ballots = profile["options"], profile["grades"], chosen(profile)
    parts = max([weight(b).denominator for b in ballots] + [1])
    counts = {key: [0] * grades for key in keys}
    for ballot in ballots:
        for key in keys:
            counts[key][ballot["choice"].get(key, grades - 1)] += int(weight(ballot) * parts)
    order = ranked(keys, {key: [-grade for grade in majority_value(counts[key])] for key in keys})
    asked = settings.get("at_least")

    def passes(key):
        grade = median(counts[key])
        return grade is not None and grade <= int(asked)

    return of_the_first(order, passes, asked is not None), order


def approval(profile, settings):
    ballots = chosen(profile)
    total = sum(weight(b) for b in ballots)
    ticked = {key: sum(weight(b) for b in ballots if key in b["choice"]) for key in profile["options"]}
    order = ranked(profile["options"], ticked)
    asked = "at_least" in settings or "more_than" in settings
    return of_the_first(order, lambda key: bool(total) and reaches(ticked[key] / total, settings), asked), order


def schulze(profile, settings):
    """Schulze 2011, winning votes."""
    keys = profile["options"]
    over = {a: {b: Fraction(0) for b in keys} for a in keys}
    for ballot in chosen(profile):
        rank = {key: n for n, group in enumerate(ballot["choice"]) for key in group}
        for a in keys:
            for b in keys:
                if rank.get(a, len(keys)) < rank.get(b, len(keys)):
                    over[a][b] += weight(ballot)
    path = {a: {b: over[a][b] if over[a][b] > over[b][a] else Fraction(0) for b in keys} for a in keys}
    for c in keys:
        for a in keys:
            for b in keys:
                if a != b and c not in (a, b):
                    path[a][b] = max(path[a][b], min(path[a][c], path[c][b]))
    left, order = list(keys), []
    while left:
        order.append([a for a in left if not any(path[b][a] > path[a][b] for b in left)])
        left = [a for a in left if a not in order[-1]]
    return ("tie" if len(order[0]) > 1 else None), order


def consent(profile, settings):
    if not profile["ballots"]:
        return "no_quorum", []
    return ("rejected" if any(b["choice"] == "objection" for b in profile["ballots"]) else "adopted"), []


METHODS = {"majority": majority, "majority_judgment": majority_judgment, "approval": approval, "schulze": schulze,
           "consent": consent}
WORDS = {"majority": ("for", "against", "abstain"), "consent": ("consent", "concern", "objection", "aside")}


def count(method, profile, settings):
    outcome, order = METHODS[method](profile, settings)
    return (outcome if present(profile, settings) else "no_quorum"), order


def same_order(one, other):
    return [sorted(group) for group in one] == [sorted(group) for group in other]


def check_count(told, say):
    method, result, held = told["decision"]["method"], told["result"], told["withheld"]
    if held:
        return check_held(told, say)
    outcome, order = count(method, told["profile"], told["settings"])
    if told["consent"]:
        end = told["consent"]["end"]
        good = end == result["outcome"] and (not end.startswith("adopted") or outcome == "adopted")
    else:
        good = outcome == result["outcome"] and same_order(order, result["ranking"])
    say("same" if good else "differs", *([outcome] if good else ["count", result["outcome"], outcome]))
    return good


def check_held(told, say):
    """Some voices are not broken down: try every way they may have answered."""
    method, held = told["decision"]["method"], told["withheld"]
    if method not in WORDS:
        say("unsure", held["voices"])
        return True
    groups = held["by_college"] or {"": held["voices"]}
    ways = [[[{"choice": word, "college": key or None} for word in words]
             for words in combinations_with_replacement(WORDS[method], number)] for key, number in groups.items()]
    outcomes = set()
    for way in product(*ways):
        ballots = told["profile"]["ballots"] + [line for group in way for line in group]
        outcomes.add(count(method, dict(told["profile"], ballots=ballots), told["settings"])[0])
    if told["consent"] or outcomes == {told["result"]["outcome"]}:
        say("robust", held["voices"])
    elif told["result"]["outcome"] in outcomes:
        say("unsure", held["voices"])
    else:
        say("differs", "count", told["result"]["outcome"], ", ".join(sorted(map(str, outcomes))))
        return False
    return True


def check_receipts(told, code, say):
    listed = [b["receipt"] for b in told["profile"]["ballots"] if b.get("receipt")]
    held = (told["withheld"] or {}).get("receipts", [])
    doubled = sorted({one for one in listed + held if (listed + held).count(one) > 1}) if len(
        set(listed + held)) < len(listed + held) else []
    for one in doubled:
        say("doubled", one)
    if code is None:
        return not doubled
    choice = {b["receipt"]: b["choice"] for b in told["profile"]["ballots"]}.get(code)
    labels = told["decision"].get("labels") or {}
    if code in listed:
        say("receipt", code, json.dumps(named(choice, labels), ensure_ascii=False))
    else:
        say("receipt_held" if code in held else "no_receipt", code)
    return not doubled and (code in listed or code in held)


def named(choice, labels):
    """Options by their names."""
    if isinstance(choice, dict):
        return {labels.get(key, key): grade for key, grade in choice.items()}
    if isinstance(choice, list):
        return [named(one, labels) if isinstance(one, list) else labels.get(one, one) for one in choice]
    return choice


def check_journal(path, digest, say):
    """Each line carries the digest of the one before; one of them carries that of this file."""
    previous, expected, found, lines = "", 1, None, 0
    with open(path, encoding="utf-8") as journal:
        for text in journal:
            line, lines = json.loads(text), lines + 1
            if line["seq"] != expected:
                return broken(say, expected, "gap")
            if line["previous"] != previous:
                return broken(say, line["seq"], "link")
            if "data" in line:
                content = [line["previous"], line["space_id"], line["seq"], line["at"], line["kind"], line["actor_id"],
                           line["subject_kind"], line["subject_id"], line["data"]]
                written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
                if hashlib.sha256(written.encode()).hexdigest() != line["digest"]:
                    return broken(say, line["seq"], "content")
                if line["kind"] == "decision.closed" and line["data"].get("file") == digest:
                    found = line["seq"]
            previous, expected = line["digest"], line["seq"] + 1
    say("chain", lines)
    say("line" if found else "no_line", found)
    return found is not None


def broken(say, seq, why):
    say("broken", seq, why)
    return False


def tell(told, say):
    head = told["decision"]
    say("asked", head["question"])
    say("when", head["opened_at"], head["closes_at"], head["closed_at"])
    say("method", head["method"], json.dumps(told["settings"], ensure_ascii=False))
    say("roll", (told["profile"].get("roll") or {}).get("total"), len(told["profile"]["ballots"]))
    say("result", told["result"]["outcome"])


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("file")
    asked.add_argument("--receipt")
    asked.add_argument("--digest")
    asked.add_argument("--journal")
    asked.add_argument("--lang", choices=["fr", "en"], default="fr")
    given = asked.parse_args()
    words = FR if given.lang == "fr" else EN

    def say(key, *values):
        print(words[key].format(*(words.get(str(value), value) for value in values)))

    try:
        with open(given.file, "rb") as published:
            data = published.read()
        told = json.loads(data.decode("utf-8"))
        if told["format"] != "cordee-decision/1":
            raise ValueError(told["format"])
        digest = hashlib.sha256(data).hexdigest()
        tell(told, say)
        good = [check_count(told, say), check_receipts(told, given.receipt, say)]
        say("sum", digest)
        if given.digest:
            good.append(given.digest == digest)
            say("sum_same" if good[-1] else "sum_differs", given.digest)
        if given.journal:
            good.append(check_journal(given.journal, digest, say))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as fault:
        say("unreadable", repr(fault))
        return 2
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
