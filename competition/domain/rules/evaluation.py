"""What an evaluation says: figures, ranks, cuts, awards, and what still blocks publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from competition.domain.rules.table import Table, table_from_json

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Block:
    """Work to do before the result may be published.

    Attributes:
        code: "MISSING_SHEET", "JUDGE_AWAY", "INSUFFICIENT_PANEL", "TOO_FEW_TO_TRIM", "SPREAD",
            "MISSING_PART", "EVENT_EVIDENCE", "TIE_IN_RANK", "TIE_AT_CUT", "TIE_AT_AWARD",
            "TIE_AT_CAP", "TIE_IN_QUOTA", "RATIO_BELOW", "RATIO_ABOVE", "TIE_IN_RATIOS",
            "RATIOS_UNATTAINABLE", "RATIOS_UNSOLVED" (too many cases); and of published results of
            earlier stages "EARLIER_SCORES", "EARLIER_ADMITTED".
        step: name of the step that found it.
        entries: the entries it is about.
        values: further values of the sentence, such as judge, valid and quorum.
    """

    code: str
    step: str
    entries: tuple[str, ...]
    values: Mapping[str, str | int] = field(default_factory=dict)


class Standing(NamedTuple):
    """Where an entry stands in its group (a track, or "" for all).

    Attributes:
        rank: the number by the style of the rules; None for the unranked.
        place: the first place of its tie, counted 1, 2, 3 ...; None for the unranked.
        shared: how many entries share the place.
        reason: why it is not ranked: "withdrawn", "disqualified", "no_score", "tied".
        halves: the rank of a fractional style where it is not whole ("2.5"), else "".
    """

    entry: str
    group: str
    rank: int | None
    place: int | None
    shared: int = 1
    reason: str = ""
    halves: str = ""

    @property
    def text(self) -> str:
        """The rank as it is printed; "" for the unranked."""
        return self.halves or ("" if self.rank is None else str(self.rank))

    def to_json(self) -> list[object]:
        """The values in their order; the last only where the style asks for it."""
        row = (self.entry, self.group, self.rank, self.place, self.shared, self.reason)
        return [*row, self.halves] if self.halves else [*row]


@dataclass(frozen=True, slots=True)
class Cut:
    """Who goes on to the next stage, in one group.

    Attributes:
        number: places, or None where only a line decides.
        boundary: how a tie at the line was resolved, "" where there was none.
        tied: the entries of that tie.
    """

    group: str
    number: int | None
    admitted: tuple[str, ...]
    boundary: str = ""
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Award:
    """A tier for an entry; `how` is "quota" or the boundary rule that decided."""

    entry: str
    tier: str
    group: str
    how: str = "quota"


@dataclass(frozen=True, slots=True)
class TierOutcome:
    """How one tier was filled in one group.

    Attributes:
        quota: places by the rules; None where only a line decides.
        places: places after what the tier before took away or passed down.
        given: how many were awarded.
        vacant: places left empty.
        boundary, tied: the tie at its end and how it was resolved; "" and () without one.
    """

    tier: str
    group: str
    quota: int | None
    places: int | None
    given: int
    vacant: int
    boundary: str = ""
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where an award is not simply the next place of the ranking, and why.

    Attributes:
        code: "CAPPED" (a unit has its most; values by, unit, most), "BACKFILLED" (moved up for a
            revoked award), "REVOKED", "GAP_LEVEL" (level with the place before within the gap),
            "GAP_SKIPPED" (a tier left out since those before it are shared; entry ""); and where
            winners were replaced to keep ratios (value bounds): "RATIO_OUT", "RATIO_IN",
            "RATIO_MOVED" (value from), "RATIO_PASSED" (ahead of one who rose, but not fitting).
        entry: whom it is about; "" for the tier as a whole.
    """

    code: str
    tier: str
    group: str
    entry: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio that the winners have to keep, and whether they do.

    Attributes:
        name: what the rules call those who are counted.
        is_least: whether `limit` is a least number; else it is the most.
        count: how many of the `total` winners they are.
    """

    name: str
    is_least: bool
    limit: int
    count: int
    total: int

    @property
    def is_kept(self) -> bool:
        """Whether the winners keep it."""
        return self.count >= self.limit if self.is_least else self.count <= self.limit


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of one part of a rule set on some facts.

    Attributes:
        tables: figures by the name of the step that made them, without the marks themselves.
        score: name of the table that is ranked first by, which is the published score; it may
            belong to a stage ("final.score"), and is in `tables` in any case.
        standings: by group, place and entry id; the unranked at the end of their group.
        cuts: None without a `select` step.
        barred: entries that are ranked but get no award, with the reason.
        deviations: where awards do not simply follow the ranks.
        ratios: among the winners, as far as the rules ask for any.
        flags: by entry, such as "ABSENT:J3", "RECUSED:J3", "TRIM_SKIPPED".
    """

    part: str
    score: str
    tables: Mapping[str, Table]
    standings: tuple[Standing, ...]
    cuts: tuple[Cut, ...] | None = None
    awards: tuple[Award, ...] = ()
    tiers: tuple[TierOutcome, ...] = ()
    barred: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deviations: tuple[Deviation, ...] = ()
    ratios: tuple[Ratio, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """Whether something must be done before this can be published."""
        return bool(self.blocks)

    @property
    def admitted(self) -> tuple[str, ...] | None:
        """Everyone who goes on, in all groups; None without a `select` step."""
        if self.cuts is None:
            return None
        return tuple(entry for cut in self.cuts for entry in cut.admitted)

    def figure(self, table: str, entry: str) -> str | None:
        """An entry's figure in a table as it is printed; None where it has none."""
        numerator = self.tables[table].by_entry.get(entry)
        return None if numerator is None else self.tables[table].text(numerator)

    def score_of(self, entry: str) -> str | None:
        """An entry's published score; None where it has none."""
        return self.figure(self.score, entry)

    def to_json(self) -> dict[str, object]:
        """JSON values in one order; figures as exact text. What rules do not use is left out."""
        return self._more_json() | {
            "schema": SCHEMA,
            "part": self.part,
            "score": self.score,
            "tables": {name: table.to_json() for name, table in sorted(self.tables.items())},
            "standings": [standing.to_json() for standing in self.standings],
            "cuts": None
            if self.cuts is None
            else [
                [c.group, c.number, list(c.admitted), c.boundary, list(c.tied)] for c in self.cuts
            ],
            "awards": [[a.entry, a.tier, a.group, a.how] for a in self.awards],
            "tiers": [
                [t.tier, t.group, t.quota, t.places, t.given, t.vacant, t.boundary, list(t.tied)]
                for t in self.tiers
            ],
            "barred": dict(sorted(self.barred.items())),
            "blocks": [
                [b.code, b.step, list(b.entries), dict(sorted(b.values.items()))]
                for b in self.blocks
            ],
            "flags": {entry: list(flags) for entry, flags in sorted(self.flags.items())},
        }

    def _more_json(self) -> dict[str, object]:
        more: dict[str, object] = {}
        if self.deviations:
            more["deviations"] = [
                [d.code, d.tier, d.group, d.entry, dict(sorted(d.values.items()))]
                for d in self.deviations
            ]
        if self.ratios:
            more["ratios"] = [[r.name, r.is_least, r.limit, r.count, r.total] for r in self.ratios]
        return more

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Evaluation":
        """The evaluation that `to_json` wrote; equal to it under `to_json`."""
        cuts, more = document["cuts"], document.get
        return cls(
            document["part"],
            document["score"],
            {name: table_from_json(table) for name, table in document["tables"].items()},
            tuple(Standing(*row) for row in document["standings"]),
            None
            if cuts is None
            else tuple(Cut(g, n, tuple(a), b, tuple(t)) for g, n, a, b, t in cuts),
            tuple(Award(*row) for row in document["awards"]),
            tuple(_tier_outcome(row) for row in document["tiers"]),
            dict(document["barred"]),
            tuple(Block(c, s, tuple(e), dict(v)) for c, s, e, v in document["blocks"]),
            {entry: tuple(flags) for entry, flags in document["flags"].items()},
            tuple(Deviation(c, t, g, e, dict(v)) for c, t, g, e, v in more("deviations", ())),
            tuple(Ratio(*row) for row in more("ratios", ())),
        )


def _tier_outcome(row: list[Any]) -> TierOutcome:
    tier, group, quota, places, given, vacant, boundary, tied = row
    return TierOutcome(tier, group, quota, places, given, vacant, boundary, tuple(tied))
