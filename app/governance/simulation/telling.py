"""What a simulation says, in each language; telling.py fills the figures in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from app.core.calendar import days_between
from app.governance.charter.model import Charter
from app.governance.charter.sentences import words_of
from app.governance.charter.words import Template, fill, percent, whole
from app.governance.gates import item_sentence
from app.governance.simulation.coalitions import Class, Coalition, Coalitions, Power
from app.governance.simulation.recounting import Absent, Block, Fewest, Grid, Player
from app.governance.simulation.replay import Held, Row, Simulation, Step, Verdict, Why

VERDICTS: dict[Verdict, Template] = {
    Verdict.SAME: {"fr": "Comme dans les faits", "en": "As it happened"},
    Verdict.UNCERTAIN: {"fr": "Non recomptable", "en": "Cannot be counted"},
    Verdict.SOONER: {"fr": "Plus tôt", "en": "Sooner"},
    Verdict.READY: {"fr": "Attendrait une réponse", "en": "Would wait for an answer"},
    Verdict.FURTHER: {"fr": "Plus loin", "en": "Further"},
    Verdict.ELSEWHERE: {"fr": "Autre chemin", "en": "Another way"},
    Verdict.UNKNOWN: {"fr": "Étape inconnue", "en": "Unknown stage"},
    Verdict.LATER: {"fr": "Plus tard", "en": "Later"},
    Verdict.HELD: {"fr": "Retenue", "en": "Held back"},
}

SUMMARY: dict[str, Template] = {
    "nothing": {"fr": "Rien ne s’est encore passé ici que l’on puisse rejouer.",
                "en": "Nothing has happened here yet that could be replayed."},
    "same": {"fr": "Sous ces règles, tout se serait passé comme dans les faits : {all:proposition|propositions}.",
             "en": "Under these rules, all would have gone as it did: {all:proposal|proposals}."},
    "differs": {"fr": "Sous ces règles, sur {all:proposition|propositions} : {parts:list}.",
                "en": "Under these rules, of {all:proposal|proposals}: {parts:list}."},
    "later": {"fr": "{n:aurait|auraient} attendu plus longtemps", "en": "{n} would have waited longer"},
    "held": {"fr": "{n:serait restée|seraient restées} où {n:~elle était|elles étaient}",
             "en": "{n} would have stayed where {n:~it was|they were}"},
    "forward": {"fr": "{n:serait allée|seraient allées} plus vite ou plus loin",
                "en": "{n} would have gone faster or further"},
    "uncertain": {"fr": "{n:a|ont} reçu une réponse qui ne peut pas être recomptée",
                  "en": "{n} had an answer that cannot be counted again"},
    "other": {"fr": "{n:aurait|auraient} pris un autre chemin", "en": "{n} would have gone another way"},
}

WHY: dict[Why, Template] = {
    Why.VOTE: {"fr": "La réponse donnée n’aurait pas suffi, comptée par cette règle.",
               "en": "The answer given would not have been enough, counted by this rule."},
    Why.UNASKED: {"fr": "Personne n’a été interrogé à ce passage : la réponse n’est pas connue.",
                  "en": "Nobody was asked at this passage: the answer is not known."},
    Why.EARLIER: {"fr": "Elle serait arrivée plus tard à cette étape.",
                  "en": "It would have come to this stage later."},
    Why.STAGE: {"fr": "Ces règles n’ont pas ce passage.", "en": "These rules do not have this passage."},
}

BESIDE: dict[str, Template] = {
    "met": {"fr": "{item} (atteint {days:jour|jours} après)", "en": "{item} (met {days:day|days} later)"},
    "met_same_day": {"fr": "{item} (atteint le jour même)", "en": "{item} (met the same day)"},
    "not_met": {"fr": "{item} (toujours pas, {days:jour|jours} après)", "en": "{item} (still not, {days:day|days} on)"},
    "missing": {"fr": "{item}", "en": "{item}"},
    "ready": {"fr": "Les conditions seraient réunies depuis le {day}.", "en": "The conditions would hold since {day}."},
    "uncertain": {"fr": "Une réponse est reprise telle qu’elle fut donnée : elle ne peut pas être recomptée par cette "
                        "règle.",
                  "en": "An answer is taken as it was given: it cannot be counted again by this rule."},
    "approximate": {"fr": "À peu près : d’où venaient les soutiens retirés depuis n’est plus connu.",
                    "en": "Roughly: where supports taken back since came from is no longer known."},
}

POWER: dict[str, Template] = {
    "pass_alone": {"fr": "Peut faire passer sans personne d’autre : {who:list}.",
                   "en": "Can pass it without anybody else: {who:list}."},
    "nobody_passes": {"fr": "Personne ne peut faire passer sans les autres.",
                      "en": "Nobody can pass it without others."},
    "block_alone": {"fr": "Peut bloquer sans personne d’autre : {who:list}.",
                    "en": "Can block it without anybody else: {who:list}."},
    "nobody_blocks": {"fr": "Personne ne peut bloquer sans les autres.", "en": "Nobody can block it without others."},
    "winning": {"fr": "Pour faire passer quoi que fassent les autres, il faut être {least} au moins.",
                "en": "To pass whatever the others do, it takes {least} at least."},
    "blocking": {"fr": "Pour bloquer, il faut être {least} au moins.", "en": "To block, it takes {least} at least."},
    "for_instance": {"fr": "{told} Par exemple {example:list}.", "en": "{told} For instance {example:list}."},
    "number": {"fr": "{told} {number:alliance y suffit|alliances y suffisent}, où personne n’est de trop.",
               "en": "{told} {number:alliance is|alliances are} enough, with nobody too many."},
    "never": {"fr": "Même tout le monde ensemble ne peut rien faire passer.",
              "en": "Even everybody together cannot pass anything."},
    "bounds": {"fr": "Trop de voix différentes pour que toutes les alliances soient comptées. Il en faut au moins "
                     "{winning} pour faire passer, et au moins {blocking} pour bloquer.",
               "en": "Too many different voices for all the alliances to be counted. It takes at least {winning} to "
                     "pass, and at least {blocking} to block."},
    "everybody": {"fr": "chacune des {n} voix", "en": "each of the {n} voices"},
    "everybody_of": {"fr": "chacune des {n} voix du collège « {college} »",
                     "en": "each of the {n} voices of the college “{college}”"},
    "one": {"fr": "une voix", "en": "one voice"},
    "one_of": {"fr": "la voix du collège « {college} »", "en": "the voice of the college “{college}”"},
    "structure": {"fr": "{name} ({voices:voix|voix})", "en": "{name} ({voices:voice|voices})"},
    "some": {"fr": "{n:voix|voix}", "en": "{n:voice|voices}"},
    "some_of": {"fr": "{n} du collège « {college} »", "en": "{n} of the college “{college}”"},
    "structures": {"fr": "{n:structure|structures} de {voices} voix",
                   "en": "{n:organisation|organisations} of {voices} voices"},
}

GRID: dict[str, Template] = {
    "roll": {"fr": "{n:voix|voix} sur la liste aujourd’hui.", "en": "{n:voice|voices} on the roll today."},
    "quorum": {"fr": "Rien n’est décidé à moins de {n:voix|voix}.",
               "en": "Nothing is decided with fewer than {n:voice|voices}."},
    "no_quorum": {"fr": "Le quorum ne peut pas être atteint, même si tout le monde vient.",
                  "en": "The quorum cannot be reached, even if everybody comes."},
    "absent": {"fr": "Sans le collège « {college} » : il faut {fewest} « oui » sur {present}.",
               "en": "Without the college “{college}”: it takes {fewest} “yes” of {present}."},
    "absent_shares": {"fr": "Sans le collège « {college} » : il faut {fewest} « oui » sur {present}. "
                            "Le poids des autres devient {shares:list}.",
                      "en": "Without the college “{college}”: it takes {fewest} “yes” of {present}. "
                            "The weight of the others becomes {shares:list}."},
    "absent_stops": {"fr": "Sans le collège « {college} » : rien ne peut être décidé.",
                     "en": "Without the college “{college}”: nothing can be decided."},
    "block": {"fr": "Si {who} vote d’un bloc : il faut {against} « oui » parmi les {others} autres voix quand c’est "
                    "non, {along} quand c’est oui.",
              "en": "If {who} votes as a block: it takes {against} “yes” among the {others} other voices when it says "
                    "no, {along} when it says yes."},
    "block_stops": {"fr": "Si {who} vote non d’un bloc, les {others} autres voix n’y peuvent rien. Il en faut {along} "
                          "quand c’est oui.",
                    "en": "If {who} says no as a block, the {others} other voices can do nothing. It takes {along} of "
                          "them when it says yes."},
    "range": {"fr": "{low} à {high}", "en": "{low} to {high}"},
}


# A simulation in plain sentences, in the language that is asked: the same on the page and in the terminal.

Day = Callable[[datetime], str]
FORWARD = (Verdict.SOONER, Verdict.FURTHER, Verdict.READY)
OTHER = (Verdict.ELSEWHERE, Verdict.UNKNOWN)
NAMED = 12


def verdict(row: Row, lang: str) -> str:
    return fill(VERDICTS[row.verdict], lang, {})


def stage_name(stage: str, track: str, lang: str, *charters: Charter) -> str:
    """As the first of these rules that has it calls it."""
    for charter in charters:
        if track in charter.tracks and stage in charter.tracks[track].stages:
            return charter.tracks[track].stages[stage].names.said(lang)
    return stage


def summary(told: Simulation, lang: str) -> str:
    """One sentence; the rest is its detail."""
    counted = {"later": told.of(Verdict.LATER), "held": told.of(Verdict.HELD), "forward": told.of(*FORWARD),
               "other": told.of(*OTHER), "uncertain": told.of(Verdict.UNCERTAIN)}
    parts = [fill(SUMMARY[key], lang, {"n": len(rows)}) for key, rows in counted.items() if rows]
    key = "differs" if parts else "same" if told.rows else "nothing"
    return fill(SUMMARY[key], lang, {"all": len(told.rows), "parts": parts})


@dataclass(frozen=True)
class Reasons:
    """Why a row differs; `day` writes a date as the reader writes it."""

    charter: Charter
    until: datetime
    tz: tzinfo
    lang: str
    day: Day

    def of(self, row: Row) -> list[str]:
        names = words_of(self.charter, row.story.track, self.lang) if row.story.track in self.charter.tracks else {}
        lines = [line for step in row.steps for line in self._step(step, names)]
        if row.uncertain:
            lines.append(self._beside("uncertain"))
        if any(step.approximate for step in row.steps):
            lines.append(self._beside("approximate"))
        return list(dict.fromkeys(lines))

    def _step(self, step: Step, names: Mapping[str, str]) -> Iterator[str]:
        yield from (self._held(step, held, names) for held in step.held)
        if step.why in WHY and step.verdict is not Verdict.READY:
            yield fill(WHY[step.why], self.lang, {})
        if step.ready is not None and step.why is not Why.EARLIER:
            yield self._beside("ready", day=self.day(step.ready))

    def _held(self, step: Step, held: Held, names: Mapping[str, str]) -> str:
        item = item_sentence(held.item, self.lang, names)
        if step.was is None:
            return self._beside("missing", item=item)
        days = days_between(step.was, held.until or self.until, self.tz)
        key = "not_met" if held.until is None else "met" if days else "met_same_day"
        return self._beside(key, item=item, days=days)

    def _beside(self, key: str, **params: object) -> str:
        return fill(BESIDE[key], self.lang, params)


@dataclass(frozen=True)
class Names:
    """What structures and colleges are called, in the reader's language."""

    structures: Mapping[int, str]
    colleges: Mapping[str, str]
    lang: str

    def power(self, found: Power) -> list[str]:
        """Who can pass and who can block, alone, then together."""
        lines = [self._alone("pass_alone", "nobody_passes", found.pass_alone, found),
                 self._alone("block_alone", "nobody_blocks", found.block_alone, found)]
        if not found.exact:
            return [*lines, self._said("bounds", winning=found.winning.least, blocking=found.blocking.least)]
        if found.winning.least is None:
            return [self._said("never")]
        return lines + [self._together(key, ones, found) for key, ones in (
            ("winning", found.winning), ("blocking", found.blocking)) if ones.least is not None and ones.least > 1]

    def _together(self, key: str, ones: Coalitions, found: Power) -> str:
        """An example where not all voices are alike."""
        told = self._said(key, least=ones.least)
        if len(found.classes) > 1:
            told = self._said("for_instance", told=told, example=self.coalition(ones.shown[0], found))
        return self._said("number", told=told, number=ones.number)

    def _alone(self, some: str, none: str, players: tuple[Player, ...], found: Power) -> str:
        who = [name for each in found.classes if each.players[0] in players for name in self._each(each)]
        return self._said(some, who=who) if who else self._said(none)

    def _each(self, each: Class) -> list[str]:
        """Structures of several voices by their names; those of one voice by their college."""
        if each.players[0].size > 1 and each.size <= NAMED:
            return [self.player(player) for player in each.players]
        college = self._college(each)
        key = "one" if each.size == 1 else "everybody"
        if college:
            return [self._said(f"{key}_of", n=each.size, college=college)]
        return [self._said(key, n=each.size)]

    def player(self, player: Player) -> str:
        name = self.structures.get(player.structure or 0, "")
        return self._said("structure", name=name, voices=player.size) if name else self._said("one")

    def label(self, each: Class, number: int | None = None) -> str:
        """So many of a class."""
        n = each.size if number is None else number
        if each.players[0].size > 1:
            return self.player(each.players[0]) if each.size == 1 else self._said(
                "structures", n=n, voices=each.players[0].size)
        college = self._college(each)
        return self._said("some_of", n=n, college=college) if college else self._said("some", n=n)

    def coalition(self, one: Coalition, found: Power) -> list[str]:
        return [self.label(each, number) for each, number in zip(found.classes, one.counts, strict=True) if number]

    def _college(self, each: Class) -> str:
        keys = [key for key in each.voices if key]
        return self.colleges.get(keys[0], keys[0]) if len(keys) == 1 else ""

    def grid(self, found: Grid) -> list[str]:
        """The roll and the quorum, then each college away, then the block."""
        key = "no_quorum" if found.quorum is None else "quorum"
        lines = [self._grid("roll", n=found.roll)]
        if found.quorum is None or found.quorum > 1:
            lines.append(self._grid(key, n=found.quorum))
        lines += [self._absent(one) for one in found.absent]
        return [*lines, self._block(found.block)] if found.block else lines

    def _absent(self, one: Absent) -> str:
        college = self.colleges.get(one.college, one.college)
        if not one.need.possible:
            return self._grid("absent_stops", college=college)
        shares = [f"{self.colleges.get(key, key)} {percent(part, self.lang)}" for key, part in one.shares.items()]
        return self._grid("absent_shares" if shares else "absent", college=college, shares=shares,
                          present=one.need.present, fewest=self.fewest(one.need.fewest))

    def _block(self, block: Block) -> str:
        key = "block_stops" if block.against.at_best is None else "block"
        return self._grid(key, who=self.player(block.player), others=block.others, along=self.fewest(block.along),
                          against=self.fewest(block.against))

    def fewest(self, fewest: Fewest) -> str:
        """« 12 », or « 10 à 14 » where it depends on who says it."""
        low, high = fewest.at_best, fewest.at_worst
        if low is None or high is None:
            return "–"
        return whole(low, self.lang) if low == high else self._grid("range", low=low, high=high)

    def _said(self, key: str, **params: object) -> str:
        return fill(POWER[key], self.lang, params)

    def _grid(self, key: str, **params: object) -> str:
        return fill(GRID[key], self.lang, params)
