"""A simulation in plain sentences, in the language that is asked: the same on the page and in the terminal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from app.rules.calendar import days_between
from app.rules.charter import Charter, words_of
from app.rules.charter.wording import fill, percent, whole
from app.rules.conditions import item_sentence
from app.rules.simulate.chamber import Fewest
from app.rules.simulate.coalitions import Class, Coalition, Coalitions, Power
from app.rules.simulate.replay import Held, Row, Simulation, Step, Verdict, Why
from app.rules.simulate.turnout import Absent, Block, Grid, Player
from app.rules.simulate.words import BESIDE, GRID, POWER, SUMMARY, VERDICTS, WHY

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
