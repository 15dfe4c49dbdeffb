"""The step `rank`: orders the entries by a chain of keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules.evaluation import Standing
from competition.domain.rules.keys import Key, KeyKind, read_keys, sorted_groups
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope


class Style(StrEnum):
    """How places are numbered after a shared one.

    COMPETITION is 1, 2, 2, 4; DENSE is 1, 2, 2, 3; MODIFIED is 1, 3, 3, 4 (the last of the
    places shared); FRACTIONAL is 1, 2.5, 2.5, 4 (their mean); ORDINAL is 1, 2, 3, 4 and
    blocks publication while entries are tied.
    """

    COMPETITION = "1224"
    DENSE = "1223"
    ORDINAL = "1234"
    MODIFIED = "1334"
    FRACTIONAL = "fractional"


class Then(StrEnum):
    """What the end of the chain is: a shared rank, or an order drawn or decided on record."""

    SHARED = "shared"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Rank:
    """`{"rank": [{"key": "score"}, {"criterion": "novelty"}], "style": "1224", "per": "track"}`.

    Attributes:
        keys: compared in order; an entry without the first figure is not ranked, one without a
            later figure comes after those that have it.
        per: the attribute whose values are ranked apart; None ranks all together.
    """

    name: str
    keys: tuple[Key, ...]
    style: Style
    per: str | None
    then: Then
    makes: None = None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Rank":
        """Read the step.

        Raises:
            Refusal: "rules.first_key" when the first key is not a figure of entries,
                "rules.rank_twice", and those of keys.
        """
        if any(isinstance(step, Rank) for step in scope.steps):
            raise Refusal("rules.rank_twice", path=params.path)
        per = scope.group_attribute(params)
        keys = read_keys(params, "rank", scope, per)
        if keys[0].kind is not KeyKind.FIGURE or keys[0].member is not None:
            raise Refusal("rules.first_key", path=params.at("rank"))
        style = params.choice("style", Style, Style.COMPETITION)
        then = params.choice("then", Then, Then.SHARED)
        return cls(scope.step_name(params, "rank"), keys, style, per, then)

    def run(self, run: Run) -> None:
        """Order each group of entries and number their places."""
        scored = self.keys[0].column(run)
        active = {entry.id for entry in run.competing}
        tied = {}
        for group, members in run.grouped(run.entries, self.per).items():
            ranked = [entry for entry in members if entry in active and entry in scored]
            tied[group] = self._ordered(run, ranked)
        self.place(run, tied)

    def place(self, run: Run, tied: Mapping[str, list[list[str]]]) -> None:
        """Number the places of entries that are in order, group by group; the rest has none."""
        for group, members in run.grouped(run.entries, self.per).items():
            own = run.ranking.groups[group] = tied.get(group, [])
            run.ranking.standings += self._numbered(run, group, own)
            if sum(map(len, own)) < len(members):
                ranked = {entry for level in own for entry in level}
                run.ranking.standings += _unranked(run, group, sorted({*members} - ranked))

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """The place, and for each key how the entry compares with those level before it."""
        standing = next((s for s in run.ranking.standings if s.entry == entry), None)
        if standing is None:
            return []
        ranked = [e for tied in run.ranking.groups[standing.group] for e in tied]
        shared = _others(run, standing.group, entry)
        return [
            {
                "code": "rank",
                "step": self.name,
                "group": standing.group,
                "per": self.per,
                "style": self.style.value,
                "rank": standing.halves or standing.rank,
                "reason": standing.reason,
                "ranked": len(ranked),
                "key": self.keys[0].to_json(),
                "figure": self.keys[0].text(run, entry),
                "ties": self._ties(run, entry, ranked) if entry in ranked else [],
                "shared_with": shared,
                **self._decided(run, entry, ranked, shared),
            }
        ]

    def _decided(
        self, run: Run, entry: str, ranked: list[str], shared: list[str]
    ) -> dict[str, object]:
        """The entries that only a recorded decision told apart from this one; {} for none."""
        if not self._may_be_decided or entry not in ranked:
            return {}
        level = [other for other in ranked if other != entry and other not in shared]
        for key in self.keys:
            column = key.column(run)
            level = [other for other in level if column.get(other) == column.get(entry)]
        return {"decided": level} if level else {}

    def _ordered(self, run: Run, entries: list[str]) -> list[list[str]]:
        groups: list[list[str]] = []
        for tied in sorted_groups(entries, self.keys, run):
            decision = None
            if len(tied) > 1 and self._may_be_decided:
                decision = run.decided(self.name, "order", tied)
            if decision and sorted(decision.chosen) == tied:
                groups += [[entry] for entry in decision.chosen]
            else:
                groups.append(tied)
        return groups

    @property
    def _may_be_decided(self) -> bool:
        return self.then is Then.DECISION or self.style is Style.ORDINAL

    def _numbered(self, run: Run, group: str, groups: list[list[str]]) -> list[Standing]:
        standings: list[Standing] = []
        place = 1
        for dense, tied in enumerate(groups, start=1):
            shared = len(tied)
            if shared == 1:
                number = dense if self.style is Style.DENSE else place
                standings.append(Standing(tied[0], group, number, place))
            else:
                if self._may_be_decided:
                    run.block(self.name, "TIE_IN_RANK", tied, place=place)
                standings += [self.standing(e, group, place, dense, shared) for e in tied]
            place += shared
        return standings

    def standing(self, entry: str, group: str, place: int, dense: int, shared: int) -> Standing:
        """Where an entry stands, from the first place of its tie; `dense` counts ties."""
        if shared > 1 and self.style is Style.ORDINAL:
            return Standing(entry, group, None, place, shared, "tied")
        number, halves = self._number(place, dense, shared)
        return Standing(entry, group, number, place, shared, "", halves)

    def _number(self, place: int, dense: int, shared: int) -> tuple[int | None, str]:
        """The number of a tie from its first place; and its text where that is no whole one."""
        if self.style is Style.DENSE:
            return dense, ""
        if self.style is Style.MODIFIED:
            return place + shared - 1, ""
        if self.style is Style.FRACTIONAL:
            middle, odd = divmod(2 * place + shared - 1, 2)
            return middle, f"{middle}.5" if odd else ""
        return place, ""

    def _ties(self, run: Run, entry: str, ranked: list[str]) -> list[dict[str, object]]:
        """Key by key, the entries that were still level and what told them apart."""
        level = [other for other in ranked if other != entry]
        told: list[dict[str, object]] = []
        for number, key in enumerate(self.keys):
            column = key.column(run)
            equal = [other for other in level if column.get(other) == column.get(entry)]
            if number:
                told.append(
                    {
                        "key": key.to_json(),
                        "own": key.text(run, entry),
                        "others": {other: key.text(run, other) for other in level},
                        "level": equal,
                    }
                )
            level = equal
            if not level:
                break
        return told


def _unranked(run: Run, group: str, entries: list[str]) -> list[Standing]:
    states = {entry.id: entry.state for entry in run.entries}
    return [
        Standing(
            entry,
            group,
            None,
            None,
            reason="no_score" if states[entry] is State.SCORED else states[entry].value,
        )
        for entry in entries
    ]


def _others(run: Run, group: str, entry: str) -> list[str]:
    for tied in run.ranking.groups[group]:
        if entry in tied:
            return [other for other in tied if other != entry]
    return []
