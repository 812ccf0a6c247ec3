"""Bad charters: each gives the right fault, at the right line, and never a traceback."""

import pytest

from app.governance.charter import lint
from app.governance.charter.lint import check
from app.governance.charter.reading import LONGEST, LONGEST_LINE, parse
from app.governance.charter.sentences import fault_sentence
from app.governance.charter.table import CharterInvalid, Code
from tests.governance.charters import DEFAULT, REGISTER, broken, faults_of

GATE = '[gates.to_work_group.decision]\nmethod = "steering"\ncounted = "majority"\nmore_than = "1/2"\nquorum = "1/2"\n'

READING = [
    ('key = "default"', 'key = "default', Code.NOT_TOML, ""),
    ("version = 1", "version = 1\n§version = 2", Code.DECLARED_TWICE, ""),
    ("[gates.cover]", "§[gates.recognition]", Code.DECLARED_TWICE, ""),
    ("version = 1\n", "", Code.MISSING, "version"),
    ('start = "published"\n', "", Code.MISSING, "tracks.need.start"),
    ("carriers = 8 ", "carrier = 8 ", Code.UNKNOWN_KEY, "limits.carrier"),
    ("from_places = 3 }", "from_place = 3 }", Code.UNKNOWN_KEY, "gates.recognition.conditions.supports.from_place"),
    ("version = 1", 'version = "1"', Code.WRONG_TYPE, "version"),
    ("automatic = true", 'automatic = "yes"', Code.WRONG_TYPE, "gates.recognition.automatic"),
    ("[limits]", "limits = 3\n[roles.extra]", Code.WRONG_TYPE, "limits"),
    ('names = { fr = "Besoin", en = "Need" }', 'names = "Besoin"', Code.WRONG_TYPE, "tracks.need.names"),
    ("final = true", "final = 1979-05-27", Code.WRONG_TYPE, "tracks.need.stages.covered.final"),
    ("at_least = 8", "at_least = 8.5", Code.NOT_WHOLE, "gates.recognition.conditions.supports.at_least"),
    ('at_least = "2/3"', "at_least = 0.66", Code.NOT_WHOLE, "changes.at_least"),
    ("at_least = 8", "at_least = 0", Code.OUT_OF_RANGE, "gates.recognition.conditions.supports.at_least"),
    ("at_least = 8", "at_least = -4", Code.OUT_OF_RANGE, "gates.recognition.conditions.supports.at_least"),
    ("weight = 1", "weight = 0", Code.OUT_OF_RANGE, "colleges.residents.weight"),
    ("answer_days = 30", "answer_days = 4000", Code.OUT_OF_RANGE, "gates.to_work_group.answer_days"),
    ('at_least = "2/3"', 'at_least = "deux tiers"', Code.NOT_A_FRACTION, "changes.at_least"),
    ('at_least = "2/3"', 'at_least = "2/0"', Code.NOT_A_FRACTION, "changes.at_least"),
    ('at_least = "2/3"', 'at_least = "3/2"', Code.FRACTION_OUT_OF_RANGE, "changes.at_least"),
    ('quorum = "1/2"', 'quorum = "7/5"', Code.FRACTION_OUT_OF_RANGE, "changes.quorum"),
    ('supports = "named"', 'supports = "hidden"', Code.UNKNOWN_WORD, "supports"),
    ('"support", "comment", "carriers"]', '"support", "coment", "carriers"]', Code.UNKNOWN_WORD,
     "tracks.project.stages.idea.features"),
    ('method = "steering"', 'method = "acclamation"', Code.UNKNOWN_WORD, "changes.method"),
    ('counted = "majority"', 'counted = "approval"', Code.UNKNOWN_WORD, "changes.counted"),
    ('to = "representatives"', 'to = "everybody"', Code.UNKNOWN_WORD, "changes.appeal.to"),
    ('fr = "Idée"', 'fr = " "', Code.EMPTY, "tracks.project.stages.idea.names.fr"),
    ('fields = ["covered_by"]', "fields = []", Code.EMPTY, "gates.cover.conditions.filled.fields"),
    ('fr = "Idée"', f'fr = "{"i" * 61}"', Code.TEXT_TOO_LONG, "tracks.project.stages.idea.names.fr"),
    ('fr = "Idée"', 'fr = "Id\\u202Eée"', Code.BAD_SIGN, "tracks.project.stages.idea.names.fr"),
    ("[gates.cover]", '[gates."À couvrir"]', Code.BAD_KEY, "gates.À couvrir"),
    ('key = "lived"', 'key = "Ce qui est vécu"', Code.BAD_KEY, "tracks.need.stages.published.fields[0].key"),
    ('fr = "Idée", en', 'fr = "Idée", english', Code.BAD_LANGUAGE, "tracks.project.stages.idea.names.english"),
    ('fr = "Idée", ', "", Code.MISSING_LANGUAGE, "tracks.project.stages.idea.names"),
    ('"problem", "for_whom", "existing"', '"problem", "problem"', Code.REPEATED,
     "gates.to_work_group.conditions.filled.fields[1]"),
    ('key = "for_whom"', 'key = "problem"', Code.REPEATED, "tracks.project.stages.idea.fields[1].key"),
    ('key = "lived"', 'key = "title"', Code.RESERVED_FIELD, "tracks.need.stages.published.fields[0].key"),
    ('kind = "long"', 'kind = "choice"', Code.CHOICES_MISSING, "tracks.need.stages.published.fields[0].choices"),
    ('kind = "date"', 'kind = "several"', Code.CHOICES_MISSING, "tracks.project.stages.work_group.fields[0].choices"),
    ('kind = "several"\n', 'kind = "yes_no"\n§', Code.CHOICES_MISSING,
     "tracks.project.stages.work_group.fields[3].choices"),
    ('kind = "date"', 'kind = "day"', Code.UNKNOWN_WORD, "tracks.project.stages.work_group.fields[0].kind"),
    ('kind = "date"', 'kind = "date"\n§max = 3', Code.UNKNOWN_KEY, "tracks.project.stages.work_group.fields[0].max"),
    ('kind = "date"', 'kind = "date"\n§unit = { fr = "m" }', Code.UNKNOWN_KEY,
     "tracks.project.stages.work_group.fields[0].unit"),
    ('kind = "money"', 'kind = "money"\n§min = -1', Code.OUT_OF_RANGE,
     "tracks.project.stages.work_group.fields[1].min"),
    ('kind = "money"\nmax = 1000000', 'kind = "money"\n§max = 10.5', Code.NOT_WHOLE,
     "tracks.project.stages.work_group.fields[1].max"),
    ("max = 100000\n", "min = 100001\n§max = 100000\n", Code.MIN_ABOVE_MAX,
     "tracks.project.stages.work_group.fields[4].max"),
    ('unit = { fr = "personnes", en = "people" }', 'unit = "personnes"', Code.WRONG_TYPE,
     "tracks.project.stages.work_group.fields[4].unit"),
    ('{ key = "youth",', '{ key = "children",', Code.REPEATED,
     "tracks.project.stages.work_group.fields[3].choices[1].key"),
    ('form_of = "idea"', 'form_of = "experiment"', Code.FORM_OF_A_FORM, "tracks.project.stages.work_group.form_of"),
    ('form_of = "idea"', 'form_of = "ideas"', Code.UNKNOWN_STAGE, "tracks.project.stages.work_group.form_of"),
    ('track = "need"', 'track = "needs"', Code.UNKNOWN_TRACK, "gates.recognition.track"),
    ('to = "recognised"', 'to = "recognized"', Code.UNKNOWN_STAGE, "gates.recognition.to"),
    ('start = "idea"', 'start = "published"', Code.UNKNOWN_STAGE, "tracks.project.start"),
    ('roles = ["lead"]', 'roles = ["boss"]', Code.UNKNOWN_ROLE, "gates.to_experiment.conditions.members.roles[0]"),
    ("[roles.lead]", "[roles.king]", Code.UNKNOWN_ROLE, "roles.king"),
    ("indicators = { at_least = 1 }", "indicators = {}", Code.NO_FIGURE, "gates.to_experiment.conditions.indicators"),
    ("answered = true", "answered = false", Code.NO_FIGURE, "gates.to_work_group.conditions.answered"),
    ('more_than = "1/2"', 'more_than = "1/2"\nat_least = "1/2"', Code.TWO_THRESHOLDS,
     "gates.to_work_group.decision.more_than"),
    ('more_than = "1/2"\n', "", Code.MISSING, "gates.to_work_group.decision.more_than"),
    ('quorum = "1/2"', 'quorum = "1/2"\n§rounds_max = 3', Code.NOT_FOR_METHOD, "changes.rounds_max"),
    ("[gates.to_work_group.decision]", "[gates.to_work_group]", Code.DECLARED_TWICE, ""),
    ("automatic = true", 'automatic = true\nanswer_days = 3\ndecision = { method = "steering", counted = "majority", '
     'more_than = "1/2", quorum = 2, appeal = { days = 9, to = "members" } }', Code.AUTOMATIC_AND_DECIDED,
     "gates.recognition.automatic"),
    ("automatic = true\n", "", Code.NEITHER_AUTOMATIC_NOR_DECIDED, "gates.recognition"),
    ("dormant_after_days = 180\n", "", Code.MISSING, "tracks.project.stages.idea.dormant_after_days"),
]

NONSENSE = [
    ('[gates.cover]\ntrack = "need"\nfrom = "recognised"\nto = "covered"',
     '[gates.cover]\ntrack = "need"\nfrom = "published"\nto = "covered"', Code.STAGE_WITHOUT_WAY_OUT,
     "tracks.need.stages.recognised"),
    ('[gates.recognition]\ntrack = "need"\nfrom = "published"\nto = "recognised"',
     '[gates.recognition]\ntrack = "need"\nfrom = "published"\nto = "covered"', Code.STAGE_UNREACHABLE,
     "tracks.need.stages.recognised"),
    ('from = "recognised"\nto = "covered"', 'from = "covered"\n§to = "covered"', Code.GATE_TO_ITSELF, "gates.cover.to"),
    ("[gates.cover]", '§[gates.zz]\ntrack = "need"\nfrom = "published"\nto = "recognised"\nautomatic = true\n'
     "conditions = { answered = true }\n[gates.cover]", Code.TWO_GATES_SAME_WAY, "gates.zz"),
    ("[gates.cover.conditions]\nfilled = { fields = [\"covered_by\"] }\n", "", Code.AUTOMATIC_WITHOUT_CONDITION,
     "gates.cover"),
    ("[gates.cover]", '§[gates.again]\ntrack = "need"\nfrom = "recognised"\nto = "published"\nautomatic = true\n'
     "conditions = { answered = true }\n[gates.cover]", Code.AUTOMATIC_LOOP, "gates.again"),
    ("supports = { at_least = 8, from_places = 3 }", "carriers = { at_least = 2 }", Code.FEATURE_CLOSED,
     "gates.recognition.conditions.carriers.at_least"),
    ('support = { fr = "Moi aussi", en = "Me too" }\n', "", Code.SUPPORT_WITHOUT_WORD,
     "tracks.need.stages.published.support"),
    ('"problem", "for_whom", "existing"', '"problem", "prix"', Code.UNKNOWN_FIELD,
     "gates.to_work_group.conditions.filled.fields[1]"),
    ('"problem", "for_whom", "existing"', '"problem", "outcome_kind"', Code.FIELD_CANNOT_BE_FILLED,
     "gates.to_work_group.conditions.filled.fields[1]"),
    ("carriers = { at_least = 2,", "carriers = { at_least = 9,", Code.ABOVE_THE_LIMIT,
     "gates.to_work_group.conditions.carriers.at_least"),
    (GATE, '[gates.to_work_group.decision]\nmethod = "majority"\n§by = "carriers"\nopen_days = 9\nmore_than = "1/2"\n'
     'quorum = "1/2"\n', Code.PROPOSER_DECIDES_ALONE, "gates.to_work_group.decision.by"),
    ("reason = true", "reason = false", Code.REFUSAL_WITHOUT_REASON, "gates.to_work_group.decision.reason"),
    ('\nappeal = { days = 30, to = "representatives" }\n\n# ====', "\n\n# ====", Code.REFUSAL_WITHOUT_APPEAL,
     "changes.appeal"),
    ('to = "representatives"', 'to = "steering"', Code.APPEAL_TO_THE_SAME, "changes.appeal.to"),
    ("postpone = { days = 60, times = 1 }", "postpone = { days = 60 }", Code.POSTPONEMENT_WITHOUT_END,
     "gates.to_work_group.decision.postpone"),
    ("term_days = 365\n", "", Code.TERM_WITHOUT_END, "roles.lead"),
    ('more_than = "1/2"', 'more_than = "1/3"', Code.THRESHOLD_TOO_LOW, "gates.to_work_group.decision.more_than"),
    ('more_than = "1/2"', 'more_than = "1/1"', Code.THRESHOLD_NEVER_REACHED, "gates.to_work_group.decision.more_than"),
    ('quorum = "1/2"', "quorum = 1", Code.ONE_DECIDES_ALONE, "changes.quorum"),
    ('quorum = "1/2"', 'quorum = "0/2"', Code.ONE_DECIDES_ALONE, "changes.quorum"),
    ('[changes]\nmethod = "steering"\ncounted = "majority"\nat_least = "2/3"\nquorum = "1/2"\n',
     '[changes]\nmethod = "steering"\ncounted = "majority"\nat_least = "2/3"\n', Code.ONE_DECIDES_ALONE,
     "changes.quorum"),
]

SOCIOCRATIC = [
    ("review_days = 365\n", "", Code.CONSENT_WITHOUT_REVIEW, "changes.review_days"),
    ('review_days = 365\n', 'review_days = 365\nballots = "secret"\n§results = "live"\n', Code.LIVE_WHILE_VOTING,
     "changes.results"),
    ('[changes.fallback]\nmethod = "majority"\nopen_days = 15\nat_least = "3/4"\nquorum = "1/2"\n', "",
     Code.CONSENT_WITHOUT_FALLBACK, "changes.fallback"),
    ('[changes.fallback]\nmethod = "majority"', '[changes.fallback]\n§method = "consent"', Code.FALLBACK_IS_CONSENT,
     "changes.fallback.method"),
    ("open_days = 30", "open_days = 2", Code.DECISION_TOO_SHORT, "changes.open_days"),
    ("open_days = 15\nat_least", "open_days = 3\nat_least", Code.DECISION_TOO_SHORT, "changes.fallback.open_days"),
    ('by = "representatives"', 'by = "group"', Code.PROPOSER_DECIDES_ALONE, "changes.by"),
]

SCIC = [
    ('colleges = ["workers",', 'colleges = ["workers", "elders",', Code.UNKNOWN_COLLEGE, "changes.colleges[1]"),
    ("weight = 10", "weight = 5", Code.SCIC_WEIGHT_TOO_LOW, "colleges.partners.weight"),
    ("weight = 25", "weight = 200", Code.SCIC_WEIGHT_TOO_HIGH, "colleges.workers.weight"),
    ("weight = 25", 'weight = "1/4"\nweigth = 2', Code.UNKNOWN_KEY, "colleges.workers.weigth"),
]

BAD = {"default": READING + NONSENSE, "sociocratic": SOCIOCRATIC, "scic": SCIC}
CASES = [(name, *case) for name, cases in BAD.items() for case in cases]
IDS = [f"{case[3]}-{case[4]}" for case in CASES]

HEADINGS = {
    ("missing", "version"): "# Les règles du jeu",
    ("missing", "tracks.need.start"): "[tracks.need]",
    ("missing", "gates.to_work_group.decision.more_than"): "[gates.to_work_group.decision]",
    ("missing", "tracks.project.stages.idea.dormant_after_days"): "[tracks.project.stages.idea]",
    ("choices_missing", "tracks.need.stages.published.fields[0].choices"): "[[tracks.need.stages.published.fields]]",
    ("choices_missing", "tracks.project.stages.work_group.fields[0].choices"):
        "[[tracks.project.stages.work_group.fields]]",
    ("neither_automatic_nor_decided", "gates.recognition"): "[gates.recognition]",
    ("automatic_without_condition", "gates.cover"): "[gates.cover]",
    ("stage_without_way_out", "tracks.need.stages.recognised"): "[tracks.need.stages.recognised]",
    ("stage_unreachable", "tracks.need.stages.recognised"): "[tracks.need.stages.recognised]",
    ("support_without_word", "tracks.need.stages.published.support"): "[tracks.need.stages.published]",
    ("refusal_without_appeal", "changes.appeal"): "[changes]",
    ("term_without_end", "roles.lead"): "[roles.lead]",
    ("consent_without_review", "changes.review_days"): "[changes]",
    ("consent_without_fallback", "changes.fallback"): "[changes]",
    ("unknown_key", "colleges.workers.weigth"): "weigth = 2",
    ("two_thresholds", "gates.to_work_group.decision.more_than"): "more_than",
}
"""Where a fault is not at the place that was changed: what the line it names begins with."""


@pytest.mark.parametrize(("name", "old", "new", "code", "key"), CASES, ids=IDS)
def test_each_bad_charter_has_its_fault(name: str, old: str, new: str, code: Code, key: str) -> None:
    text, changed = broken(old, new, name)
    found = {(fault.code, fault.key): fault.line for fault in check(text)}
    assert (code, key) in found
    heading = HEADINGS.get((code, key))
    if heading is None:
        assert found[code, key] == changed
    else:
        assert text.split("\n")[found[code, key] - 1].startswith(heading)


@pytest.mark.parametrize(("name", "old", "new", "code", "key"), CASES, ids=IDS)
def test_each_fault_reads_in_every_language(name: str, old: str, new: str, code: Code, key: str) -> None:
    for fault in check(broken(old, new, name)[0]):
        for lang, line in (("fr", "Ligne"), ("en", "Line")):
            told = fault_sentence(fault, lang)
            assert told.startswith(f"{line} {fault.line}")
            assert "{" not in told.replace("{ fr =", "").replace("{ days =", "")


def test_reading_faults_refuse_the_charter_and_nonsense_does_not() -> None:
    for old, new, *_ in READING:
        with pytest.raises(CharterInvalid):
            parse(broken(old, new)[0])
    for old, new, code, key in NONSENSE:
        assert (code, key) in {(fault.code, fault.key) for fault in lint(parse(broken(old, new)[0]))}


def test_all_faults_come_at_once_in_the_order_of_the_lines() -> None:
    text = DEFAULT.replace("version = 1", "version = 1.5").replace("at_least = 8", "at_least = 0").replace(
        'counted = "majority"\nat_least = "2/3"', 'counted = "majority"\nat_least = "5/3"')
    with pytest.raises(CharterInvalid) as refused:
        parse(text)
    assert [fault.code for fault in refused.value.faults] == [
        Code.NOT_WHOLE, Code.FRACTION_OUT_OF_RANGE, Code.OUT_OF_RANGE]


def test_a_misspelt_key_is_told_with_the_right_one() -> None:
    faults, _line = faults_of("from_places = 3 }", "from_place = 3 }")
    assert "Vouliez-vous dire «\u00a0from_places\u00a0»" in fault_sentence(faults[0], "fr")


def test_one_fault_does_not_bring_others_behind_it() -> None:
    faults, _line = faults_of('to = "recognised"', 'to = "recognized"')
    assert [fault.code for fault in faults] == [Code.UNKNOWN_STAGE]


@pytest.mark.parametrize("text", [
    "", "\ufeff", "\x00", "[", "a = " + "[" * 5000, "a=" + "{a=" * 900, "version = " + "9" * 5000,
    "[a" + ".a" * 4000 + "]",
    "tracks = 3\ngates = []\nroles = ''\ncolleges = 1.5\nchanges = true",
    "[tracks.a]\n[gates.a]\n[colleges.a]\n[roles.a]",
    "[changes" + ".fallback" * 80 + "]\nmethod = 'majority'",
])
def test_a_text_that_is_no_charter_gives_faults_with_lines(text: str) -> None:
    faults = check(text, REGISTER)
    assert faults
    assert all(fault.line >= 1 for fault in faults)


def test_what_is_too_long_is_told_before_it_is_read() -> None:
    assert [fault.code for fault in check("#" * (LONGEST + 1))] == [Code.CHARTER_TOO_LONG]
    assert [(fault.code, fault.line) for fault in check("#\n#" + "." * LONGEST_LINE)] == [(Code.LINE_TOO_LONG, 2)]
