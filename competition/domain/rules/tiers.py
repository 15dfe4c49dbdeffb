"""The tiers of an award, and how many places each has in a group."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rules.apportion import Equal, Method, Shares, apportion
from competition.domain.rules.keys import Key
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.places import (
    Quota,
    places_in_group,
    places_of,
    reaching,
    read_quota,
)
from competition.domain.rules.scope import Scope


class Counted(StrEnum):
    """Who is counted where places depend on how many took part.

    ENTERED are all entries, COMPETING those neither withdrawn nor disqualified, RANKED those
    that have a place.
    """

    ENTERED = "entered"
    COMPETING = "competing"
    RANKED = "ranked"


class Whole(StrEnum):
    """How a share of the entries becomes a whole number."""

    FLOOR = "floor"
    CEIL = "ceil"
    HALF_UP = "half_up"

    def of(self, value: Fraction) -> int:
        """The whole number of a share that is not negative."""
        if self is Whole.CEIL:
            return -(-value.numerator // value.denominator)
        half = Fraction(1, 2) if self is Whole.HALF_UP else Fraction(0)
        return (value + half).__floor__()


@dataclass(frozen=True, slots=True)
class Share:
    """A share of those who are counted, made whole."""

    ratio: Fraction
    whole: Whole

    def places(self, count: int) -> int:
        """The share of `count` entries."""
        return self.whole.of(self.ratio * count)


@dataclass(frozen=True, slots=True)
class Seats:
    """A total that is shared out among the groups in proportion to their size."""

    total: int
    method: Method
    equal: Equal
    minimum: int
    minimum_first: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier. Without `quota`, `ratio` and `seats` all who reach `line` and `within` get it.

    Attributes:
        line: lowest published figure (highest, where the lower comes first).
        ratio: places as a share of the entries of the group.
        within: only places in this first share of the group count (前二分之一); a place is that
            within the group, also where all groups are ranked together.
        seats: places out of a total for all groups.
        fewer: quotas that hold instead where fewer than so many are counted.
    """

    key: str
    name: str
    quota: Quota | None
    line: Fraction | None
    ratio: Share | None = None
    within: Share | None = None
    seats: Seats | None = None
    fewer: tuple[tuple[int, int], ...] = ()
    counted: Counted = Counted.RANKED

    @property
    def is_open(self) -> bool:
        """Whether no number of places limits it."""
        return self.quota is None and self.ratio is None and self.seats is None

    def places(self, run: Run, step: str, per: str | None, group: str) -> int | None:
        """How many places the tier has in a group; None where no number limits it."""
        count = self.counts(run, per).get(group, 0)
        for below, quota in self.fewer:
            if count < below:
                return quota
        if self.seats is not None:
            return self._shares(run, step, per, self.seats).places.get(group, 0)
        if self.ratio is not None:
            return self.ratio.places(count)
        return None if self.quota is None else places_of(self.quota, group)

    def able(
        self, run: Run, key: Key, per: str | None, group: str, waiting: list[list[str]]
    ) -> list[list[str]]:
        """Of the tied groups that wait, those whose figure and place are good enough."""
        able = reaching(run, key, waiting, self.line)
        if self.within is None:
            return able
        last = self.within.places(self.counts(run, per).get(group, 0))
        places = places_in_group(run, per)
        return [one for one in able if places[one[0]] <= last]

    def counts(self, run: Run, per: str | None) -> Mapping[str, int]:
        """By group, how many entries are counted."""
        key = ("counted", self.counted, per)
        if key not in run.remembered:
            run.remembered[key] = self._count(run, per)
        counts: Mapping[str, int] = run.remembered[key]
        return counts

    def _count(self, run: Run, per: str | None) -> dict[str, int]:
        entries = run.competing if self.counted is Counted.COMPETING else list(run.entries)
        if self.counted is Counted.RANKED:
            ranked = {s.entry for s in run.ranking.standings if s.place is not None}
            entries = [entry for entry in entries if entry.id in ranked]
        return {group: len(members) for group, members in run.grouped(entries, per).items()}

    def _shares(self, run: Run, step: str, per: str | None, seats: Seats) -> Shares:
        """The places of all groups out of one total; an equal claim blocks until it is decided."""
        key = ("seats", step, self.key)
        if key in run.remembered:
            found: Shares = run.remembered[key]
            return found
        found = self._apportion(run, per, seats, ())
        if found.tied:
            decision = run.decided(step, "order", found.tied)
            if decision:
                found = self._apportion(run, per, seats, decision.chosen)
            else:
                groups = ", ".join(found.tied)
                run.block(
                    step, "TIE_IN_QUOTA", (), tier=self.key, groups=groups, places=found.open_places
                )
        run.remembered[key] = found
        return found

    def _apportion(self, run: Run, per: str | None, seats: Seats, order: tuple[str, ...]) -> Shares:
        return apportion(
            seats.total,
            self.counts(run, per),
            seats.method,
            seats.equal,
            minimum=seats.minimum,
            minimum_first=seats.minimum_first,
            order=order,
        )


def read_tier(params: Params, scope: Scope, per: str | None) -> Tier:
    """Read a tier:

    - `{"tier": "first", "name": "一等奖", "quota": 3}`, or a quota by group;
    - `{"tier": "first", "ratio": "10%", "whole": "floor", "of": "ranked"}`;
    - `{"tier": "first", "apportion": 100, "by": "largest_remainder", "equal": "larger",
      "minimum": 1, "of": "entered"}`, where the award names `per`;
    - `{"tier": "merit", "within": "50%", "whole": "floor", "of": "ranked"}`;
    - with a `line` besides or alone; with `"fewer": [{"below": 10, "quota": 1}]`.

    Raises:
        Refusal: "rules.tier_endless" for a tier that nothing limits, "rules.tier_limits" for one
            with several numbers of places, "rules.groups_without_per".
    """
    key = params.name("tier")
    name = params.text("name", key)
    quota = read_quota(params, "quota", scope, per) if "quota" in params else None
    ratio = _share(params, "ratio")
    seats = _seats(params, per)
    if sum(limit is not None for limit in (quota, ratio, seats)) > 1:
        raise Refusal("rules.tier_limits", path=params.path, tier=key)
    line = params.optional_decimal("line")
    within = _share(params, "within")
    tier = Tier(key, name, quota, line, ratio, within, seats, _fewer(params), _counted(params))
    if tier.is_open and line is None and within is None:
        raise Refusal("rules.tier_endless", path=params.path, tier=key)
    params.close()
    return tier


def _share(params: Params, key: str) -> Share | None:
    if key not in params:
        return None
    ratio = params.decimal(key)
    if not 0 <= ratio <= 1:
        raise Refusal("rules.out_of_range", path=params.at(key), low=0, high=1)
    return Share(ratio, params.choice("whole", Whole))


def _seats(params: Params, per: str | None) -> Seats | None:
    if "apportion" not in params:
        return None
    if per is None:
        raise Refusal("rules.groups_without_per", path=params.at("apportion"))
    return Seats(
        params.integer("apportion", low=1),
        params.choice("by", Method, Method.LARGEST_REMAINDER),
        params.choice("equal", Equal),
        params.integer("minimum", 0),
        params.flag("minimum_first", False),
    )


def _fewer(params: Params) -> tuple[tuple[int, int], ...]:
    """Limits with their quotas, the lowest limit first."""
    if "fewer" not in params:
        return ()
    found: dict[int, int] = {}
    for item in params.items("fewer"):
        found[item.integer("below", low=1)] = item.integer("quota")
        item.close()
    return tuple(sorted(found.items()))


def _counted(params: Params) -> Counted:
    """Who is counted; named wherever a number depends on it."""
    if any(key in params for key in ("ratio", "within", "apportion", "fewer")):
        return params.choice("of", Counted)
    return Counted.RANKED
