"""The implied step behind a rank by a method that needs every judge's own order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import lcm

from competition.domain import calibration
from competition.domain.calibration.settled import settled
from competition.domain.refusal import Refusal
from competition.domain.rounding import Rounding
from competition.domain.rules.calibrating.way import Told, read_rounding, told
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.ranking.ballots import Ballot, places_of, preferred, shared_places
from competition.domain.rules.ranking.majority import dance_places, final_groups
from competition.domain.rules.ranking.pairwise import kemeny, schulze_beats, strongest_paths
from competition.domain.rules.scope import Scope
from competition.domain.rules.table import Table
from competition.domain.rules.trace import figure

Dances = Mapping[str, Mapping[str, Ballot]]


class Method(StrEnum):
    """How the judges' orders become one.

    RANK_SUM adds up places (Borda). MAJORITY is the Skating System; with a third axis each of
    its members is a dance. SCHULZE and KEMENY weigh pairwise choices. BRADLEY_TERRY gives
    abilities; a single choice is a ballot of two.
    """

    RANK_SUM = "rank_sum"
    MAJORITY = "majority"
    SCHULZE = "schulze"
    KEMENY = "kemeny"
    BRADLEY_TERRY = "bradley_terry"


_COMPLETE = (Method.RANK_SUM, Method.MAJORITY)


class Better(StrEnum):
    """Whether higher marks are better, or lower ones, as places are."""

    HIGHER = "higher"
    LOWER = "lower"


class Incomplete(StrEnum):
    """What a ballot without all entries means where places are counted: BLOCK publication
    until it is complete, or LEAVE_OUT the ballot. Without it nothing is counted from it."""

    BLOCK = "block"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class Found:
    """What a method found in one group.

    Attributes:
        figures: by entry.
        shared, by_entry: what derivations tell.
    """

    figures: Mapping[str, Fraction]
    shared: Told = field(default_factory=dict)
    by_entry: Mapping[str, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RankMethod:
    """`{"method": "schulze", "of": "totals", "better": "higher"}` in the list of `rank`."""

    name: str
    source: str
    method: Method
    better: Better
    incomplete: Incomplete
    per: str | None
    rounding: Rounding | None
    makes: tuple[str, ...] = ("entry",)

    @property
    def higher_first(self) -> bool:
        """Whether the higher figure of this method comes first."""
        return self.method in (Method.SCHULZE, Method.BRADLEY_TERRY)

    def run(self, run: Run) -> None:
        """Find the figures of each group apart."""
        found: dict[str, Found] = {}
        for group, entries in run.grouped(run.competing, self.per).items():
            dances = self._dances(run, set(entries))
            if any(dances.values()):
                found[group] = _FIND[self.method](self, dances)
            self._require(run, entries, found.get(group))
        run.remembered[self.name, "found"] = found
        figures = {e: value for one in found.values() for e, value in one.figures.items()}
        unit = lcm(*{value.denominator for value in figures.values()})
        row = {e: value.numerator * (unit // value.denominator) for e, value in figures.items()}
        run.tables[self.name] = Table(self.makes, {(): row}, unit)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """The figure of the entry and what it was found from."""
        table = run.tables[self.name]
        if entry not in table.by_entry:
            return []
        found: Found = run.remembered[self.name, "found"][run.group_of(entry, self.per)]
        return [
            {
                "code": "rank_method",
                "step": self.name,
                "source": self.source,
                "method": self.method.value,
                "better": self.better.value,
                "figure": figure(table, table.by_entry[entry]),
                "shared": found.shared,
                "own": found.by_entry.get(entry, {}),
            }
        ]

    def _require(self, run: Run, entries: Sequence[str], found: Found | None) -> None:
        """An entry that no ballot names, or none that counts, must not slip through."""
        for entry in entries:
            if found is None or entry not in found.figures:
                run.flag(entry, "INSUFFICIENT_PANEL")
                run.block(self.name, "INSUFFICIENT_PANEL", (entry,), valid=0, quorum=1)

    def _dances(self, run: Run, entries: set[str]) -> dict[str, dict[str, Ballot]]:
        """By dance ("" where there is one) and judge, the ballots on entries of a group."""
        marks: dict[str, dict[str, dict[str, int]]] = {}
        table = run.table(self.source)
        for key, row in sorted(table.rows.items()):
            if key[0] not in entries:
                continue
            for member, mark in row.items():
                dance, judge = (member, key[1]) if len(key) == 2 else ("", member)
                marks.setdefault(dance, {}).setdefault(judge, {})[key[0]] = mark
        is_higher = self.better is Better.HIGHER
        return {
            dance: {
                judge: places_of(ballot, is_higher)
                for judge, ballot in sorted(self._usable(run, ballots).items())
            }
            for dance, ballots in sorted(marks.items())
        }

    def _usable(
        self, run: Run, ballots: Mapping[str, Mapping[str, int]]
    ) -> Mapping[str, Mapping[str, int]]:
        if self.method not in _COMPLETE:
            return ballots
        seen = {entry for ballot in ballots.values() for entry in ballot}
        for judge, ballot in sorted(ballots.items()):
            if self.incomplete is Incomplete.BLOCK:
                for entry in sorted(seen - ballot.keys()):
                    run.block(self.name, "MISSING_SHEET", (entry,), judge=judge)
        return {judge: ballot for judge, ballot in ballots.items() if ballot.keys() == seen}


def add_method(params: Params, scope: Scope, per: str | None) -> RankMethod:
    """Add the step that a `{"method": ...}` of `rank` implies.

    Raises:
        Refusal: "rules.axes" when the table does not keep the judges apart.
    """
    method = params.choice("method", Method)
    source = params.optional_text("of") or scope.last or ""
    axes = scope.axes_of(source, params.at("of"))
    dances = method is Method.MAJORITY and len(axes) == 3
    if axes[:2] != ("entry", "judge") or (len(axes) > 2 and not dances):
        raise Refusal(
            "rules.axes",
            path=params.at("of"),
            table=source,
            axes=", ".join(axes),
            wanted="entry, judge",
        )
    incomplete = Incomplete.BLOCK
    if method in _COMPLETE:
        incomplete = params.choice("incomplete", Incomplete, Incomplete.BLOCK)
    rounding = read_rounding(params) if method is Method.BRADLEY_TERRY else None
    better = params.choice("better", Better, Better.HIGHER)
    name = scope.step_name(params, "method")
    step = RankMethod(name, source, method, better, incomplete, per, rounding)
    scope.add_aside(step)
    return step


def _rank_sum(step: RankMethod, dances: Dances) -> Found:
    ballots = [ballot for one in dances.values() for ballot in one.values()]
    names = [judge for one in dances.values() for judge in one]
    if not ballots:
        return Found({})
    sums = {entry: sum((b[entry] for b in ballots), Fraction(0)) for entry in ballots[0]}
    own: dict[str, Told] = {
        entry: {
            "places": {
                judge: told(ballot[entry])["text"]
                for judge, ballot in zip(names, ballots, strict=True)
            }
        }
        for entry in sums
    }
    return Found(sums, {"judges": len(ballots)}, own)


def _majority(step: RankMethod, dances: Dances) -> Found:
    counted = {dance: list(ballots.values()) for dance, ballots in dances.items() if ballots}
    entries = {frozenset(ballots[0]) for ballots in counted.values()}
    if len(entries) != 1:
        return Found({})
    places = shared_places(final_groups(list(counted.values())))
    by_dance = {dance: dance_places(ballots) for dance, ballots in counted.items()}
    own: dict[str, Told] = {
        entry: {"dances": {dance: told(one[entry])["text"] for dance, one in by_dance.items()}}
        for entry in places
    }
    return Found(places, {"judges": {dance: len(b) for dance, b in counted.items()}}, own)


def _ballots(dances: Dances) -> tuple[list[Ballot], list[str]]:
    ballots = list(dances[""].values())
    return ballots, sorted({entry for ballot in ballots for entry in ballot})


def _schulze(step: RankMethod, dances: Dances) -> Found:
    ballots, entries = _ballots(dances)
    pairs = preferred(ballots, entries)
    paths = strongest_paths(entries, pairs)
    return Found(schulze_beats(entries, paths), {}, _against(entries, pairs, paths))


def _kemeny(step: RankMethod, dances: Dances) -> Found:
    ballots, entries = _ballots(dances)
    pairs = preferred(ballots, entries)
    found = kemeny(entries, pairs)
    places: dict[str, Fraction] = {}
    for tied in found.groups:
        places |= dict.fromkeys(tied, Fraction(len(places) + 1))
    shared: Told = {
        "score": found.score,
        "orders": [list(order) for order in found.orders],
        "more": found.more,
    }
    return Found(places, shared, _against(entries, pairs, None))


def _bradley_terry(step: RankMethod, dances: Dances) -> Found:
    ballots, entries = _ballots(dances)
    wins = dict.fromkeys(preferred([], entries), 0.0)
    for pair, count in preferred(ballots, entries).items():
        wins[pair] += count
    for ballot in ballots:
        for a in ballot:
            for b in ballot:
                if a != b and ballot[a] == ballot[b]:
                    wins[a, b] += 0.5
    assert step.rounding is not None
    unit = 10**step.rounding.places
    abilities = (
        calibration.abilities_of(wins).by_entry()
        if len(entries) > 1
        else dict.fromkeys(entries, 0.0)
    )
    figures = {e: Fraction(settled(v, step.rounding), unit) for e, v in abilities.items()}
    return Found(figures, {}, _against(entries, preferred(ballots, entries), None))


def _against(
    entries: Sequence[str],
    pairs: Mapping[tuple[str, str], int],
    paths: Mapping[tuple[str, str], int] | None,
) -> dict[str, Told]:
    """By entry, how it fared against each other one."""
    against: dict[str, Told] = {}
    for a in entries:
        others: dict[str, list[int]] = {}
        for b in entries:
            if a != b:
                others[b] = [pairs[a, b], pairs[b, a]]
                others[b] += [] if paths is None else [paths[a, b], paths[b, a]]
        against[a] = {"against": others}
    return against


_FIND: Mapping[Method, Callable[[RankMethod, Dances], Found]] = {
    Method.RANK_SUM: _rank_sum,
    Method.MAJORITY: _majority,
    Method.SCHULZE: _schulze,
    Method.KEMENY: _kemeny,
    Method.BRADLEY_TERRY: _bradley_terry,
}
