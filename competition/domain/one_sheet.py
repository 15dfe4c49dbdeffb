"""What one changed sheet does to its entry's score and rank, without ranking the field again.

The entry's own slice goes through the steps, and its keys find their place among those of the
others. Where a rule looks across entries, so that a sheet of one changes the figures of others,
everything is calculated anew; the answer names the step.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from competition.domain.marks import State
from competition.domain.rules import (
    Calculation,
    Evaluation,
    Facts,
    Part,
    Sheet,
    Standing,
    calculate,
)
from competition.domain.rules.across import looks_at_one_entry
from competition.domain.rules.engine import Given
from competition.domain.rules.keys import KeyKind, Rankable
from competition.domain.rules.marks_table import marks_table
from competition.domain.rules.part import MARKS, Run
from competition.domain.rules.steps.rank import Rank
from competition.domain.score_correction import with_sheet

Row = TypeVar("Row")
Chain = tuple[Rankable, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The score and standing of an entry with the changed sheet.

    Attributes:
        score: as it is published; None where there is none.
        across: the step for whose sake all was calculated anew; "" where that was not needed.
    """

    score: str | None
    standing: Standing
    across: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """The chains of keys of those who are ranked together, from the last up."""

    chains: list[Chain]
    distinct: list[Chain]


@dataclass(frozen=True, slots=True)
class Field:
    """A part carried out once, to be asked what single sheets would change.

    Attributes:
        across: the first step that looks across entries, "" where none does.
    """

    part: Part
    facts: Facts
    given: Given
    evaluation: Evaluation
    across: str
    _rank: Rank
    _standings: Mapping[str, Standing]
    _slices: Mapping[str, Facts]
    _units: tuple[int, ...]
    _chains: Mapping[str, Chain]
    _groups: Mapping[str, _Group]

    @classmethod
    def of(cls, part: Part, facts: Facts, given: Given | None = None) -> "Field":
        """Carry the part out and put what is asked again and again in order.

        Raises:
            Refusal: as `calculate`.
        """
        return cls.over(calculate(part, facts, given), given)

    @classmethod
    def over(cls, calculation: Calculation, given: Given | None = None) -> "Field":
        """The field of what is calculated already, with the evaluations it was given."""
        part, facts = calculation.run.part, calculation.run.facts
        run, evaluation = calculation.run, calculation.evaluation
        rank = next(step for step in part.steps if isinstance(step, Rank))
        columns = [key.column(run) for key in rank.keys]
        standings = {one.entry: one for one in evaluation.standings}
        chains = {
            entry: tuple(column.get(entry, ()) for column in columns)
            for entry, one in standings.items()
            if one.place is not None
        }
        grouped: dict[str, list[Chain]] = {}
        for entry, chain in chains.items():
            grouped.setdefault(standings[entry].group, []).append(chain)
        return cls(
            part,
            facts,
            given or {},
            evaluation,
            _looks_across(part, rank, facts),
            rank,
            standings,
            _slices(facts),
            tuple(key.unit(run) for key in rank.keys),
            chains,
            {group: _Group(sorted(c), sorted(set(c))) for group, c in grouped.items()},
        )

    def with_sheet(self, sheet: Sheet) -> Moved:
        """The entry's score and standing if this sheet stood in place of the judge's own.

        Raises:
            Refusal: as `calculate`.
        """
        if self.across or sheet.entry not in self._slices:
            return self._anew(sheet)
        run = self._slice(sheet)
        entry = sheet.entry
        before = self._standings[entry]
        table = run.table(self._rank.keys[0].named)
        numerator = table.by_entry.get(entry)
        score = None if numerator is None else table.text(numerator)
        scored = entry in self._rank.keys[0].column(run)
        if not scored or not run.competing:
            state = run.entries[0].state
            reason = "no_score" if state is State.SCORED else state.value
            return Moved(score, Standing(entry, before.group, None, None, reason=reason))
        return Moved(score, self._placed(entry, before.group, self._chain(run, entry)))

    def without(self, entry: str, judge: str) -> Moved | None:
        """The entry's score and standing as if the judge had recused from it.

        None unless the judge has exactly one sheet of the entry.
        """
        own = [
            sheet
            for sheet in (self._slices[entry].sheets if entry in self._slices else ())
            if sheet.judge == judge and sheet.stage == self.part.key
        ]
        if len(own) != 1:
            return None
        return self.with_sheet(replace(own[0], marks={}, missing={}, state=State.RECUSED))

    def _anew(self, sheet: Sheet) -> Moved:
        """By a full calculation."""
        facts = with_sheet(self.facts, sheet)
        evaluation = calculate(self.part, facts, self.given).evaluation
        own = [one for one in evaluation.standings if one.entry == sheet.entry]
        standing = own[0] if own else Standing(sheet.entry, "", None, None, reason="no_score")
        return Moved(evaluation.score_of(sheet.entry), standing, self.across)

    def _slice(self, sheet: Sheet) -> Run:
        """The steps up to the rank, carried out on the entry alone."""
        facts = with_sheet(self._slices[sheet.entry], sheet)
        tables = {f"{s}.{n}": t for s, e in self.given.items() for n, t in e.tables.items()}
        run = Run(self.part, facts, tables, facts.entries)
        if self.part.criteria:
            run.tables[MARKS] = marks_table(self.part, facts)
        for step in self.part.steps:
            if step is self._rank:
                break
            if step.makes is not None:
                step.run(run)
        return run

    def _chain(self, run: Run, entry: str) -> Chain:
        """The entry's keys in the units of the field."""
        chain: list[Rankable] = []
        for key, unit in zip(self._rank.keys, self._units, strict=True):
            own, here = key.column(run).get(entry, ()), key.unit(run)
            chain.append(own if here == unit else tuple(Fraction(n * unit, here) for n in own))
        return tuple(chain)

    def _placed(self, entry: str, group: str, chain: Chain) -> Standing:
        """Where a chain of keys stands among those of the others."""
        among = self._groups.get(group, _Group([], []))
        own = self._chains.get(entry)
        low, high = bisect_left(among.chains, chain), bisect_right(among.chains, chain)
        ahead, level = len(among.chains) - high, high - low
        distinct = len(among.distinct) - bisect_right(among.distinct, chain)
        if own is not None and own > chain:
            ahead -= 1
            alone = bisect_right(among.chains, own) - bisect_left(among.chains, own) == 1
            distinct -= alone
        elif own == chain:
            level -= 1
        return self._rank.standing(entry, group, ahead + 1, distinct + 1, level + 1)


def _slices(facts: Facts) -> dict[str, Facts]:
    """The facts apart by entry."""
    sheets = _by_entry(facts.sheets, lambda one: one.entry)
    items = _by_entry(facts.items, lambda one: one.entry)
    events = _by_entry(facts.events, lambda one: one.entry)
    common = tuple(items.get("", ()))
    return {
        entry.id: Facts(
            (entry,),
            facts.judges,
            tuple(sheets.get(entry.id, ())),
            (),
            common + tuple(items.get(entry.id, ())),
            tuple(events.get(entry.id, ())),
        )
        for entry in facts.entries
    }


def _by_entry(rows: Iterable[Row], entry_of: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(entry_of(row), []).append(row)
    return found


def _looks_across(part: Part, rank: Rank, facts: Facts) -> str:
    """The first step up to the rank by which a sheet of one entry touches others."""
    for step in part.steps:
        if step is rank:
            break
        if step.makes is not None and not looks_at_one_entry(step):
            return step.name
    decided = any(d.part == part.key and d.step == rank.name for d in facts.decisions)
    counts = any(key.kind is KeyKind.FIRSTS for key in rank.keys)
    return rank.name if decided or counts else ""
