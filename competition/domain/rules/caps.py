"""At most so many awards for each unit: who has to stand back, and for how long."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from competition.domain.refusal import Refusal
from competition.domain.rules.boundary import BoundaryRule, Policy, fill
from competition.domain.rules.evaluation import Deviation
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.tiers import Tier


class Over(StrEnum):
    """Whoever is over the cap is first in line for the next tier, or gets no award, so that the
    next in line moves up, or gets none and leaves the place vacant."""

    NEXT = "next"
    NONE = "none"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Cap:
    """`{"by": "unit", "most": 2, "tiers": ["first"], "over": "next"}`, or with `"by_place": [3, 2],
    "otherwise": 0` in place of `most`, where what an entry belongs to is an entry itself.

    Attributes:
        by: the attribute that names the unit; entries without it are not limited.
        most: at most so many; with `by_place` for units beyond those places or without one.
        by_place: by the place of the unit in its own ranking, at most so many.
        tiers: those counted together; all of them when it is empty.
    """

    by: str
    most: int
    tiers: tuple[str, ...]
    over: Over
    by_place: tuple[int, ...] = ()

    def most_of(self, run: Run, unit: str) -> int:
        """At most so many awards for a unit."""
        place = _places(run).get(unit) if self.by_place else None
        if place is None or place > len(self.by_place):
            return self.most
        return self.by_place[place - 1]

    def covers(self, tier: str) -> bool:
        """Whether awards of a tier count."""
        return not self.tiers or tier in self.tiers


@dataclass(slots=True)
class Allowed:
    """Who may have a place of a tier.

    Attributes:
        groups: tied groups in order.
        aside: those over a cap, by entry.
        pending: entries of one unit that are level at its cap, undecided, and the places that
            they compete for.
    """

    groups: list[list[str]] = field(default_factory=list)
    aside: dict[str, Cap] = field(default_factory=dict)
    pending: list[tuple[list[str], int]] = field(default_factory=list)

    @property
    def open_places(self) -> int:
        """How many places wait for a decision."""
        return sum(places for _, places in self.pending)

    @property
    def vacant(self) -> int:
        """How many places those over a cap leave vacant."""
        return sum(cap.over is Over.VACANT for cap in self.aside.values())


def read_caps(params: Params, scope: Scope, tiers: Sequence[Tier]) -> tuple[Cap, ...]:
    """The caps under `caps`.

    Raises:
        Refusal: "rules.tier_unknown"; "rules.not_integer" and "rules.out_of_range" for numbers by
            place.
    """
    if "caps" not in params:
        return ()
    found = []
    for item in params.items("caps"):
        by = scope.known_attribute(item, "by")
        keys = read_tier_keys(item, tiers)
        by_place = item.integers("by_place") if "by_place" in item else ()
        most = item.integer("otherwise") if by_place else item.integer("most", low=1)
        found.append(Cap(by, most, keys, item.choice("over", Over), by_place))
        item.close()
    return tuple(found)


def read_tier_keys(params: Params, tiers: Sequence[Tier]) -> tuple[str, ...]:
    """The tiers named under `tiers`; none when it is absent, which means all of them.

    Raises:
        Refusal: "rules.tier_unknown".
    """
    if "tiers" not in params:
        return ()
    keys = tuple(str(key) for key in params.sequence("tiers"))
    for key in keys:
        if key not in [tier.key for tier in tiers]:
            raise Refusal("rules.tier_unknown", path=params.at("tiers"), tier=key)
    return keys


@dataclass(frozen=True, slots=True)
class Claim:
    """Tied groups that stand for the places of a tier in a group."""

    tier: str
    group: str
    groups: Sequence[list[str]]
    places: int


def allow(run: Run, step: str, caps: Sequence[Cap], rule: BoundaryRule, claim: Claim) -> Allowed:
    """Take those aside who are over a cap, as far down as there are places.

    Where only some of a unit's level entries may stay, the boundary rule chooses, except that a
    cap is never expanded: then people decide.
    """
    allowed = Allowed()
    caps = [cap for cap in caps if cap.covers(claim.tier)]
    held = {cap: _held(run, cap, claim.group) for cap in caps}
    for one in claim.groups:
        kept = one
        used = sum(map(len, allowed.groups)) + allowed.open_places + allowed.vacant
        if used < claim.places:
            for cap in caps:
                kept = _within(run, step, cap, held[cap], kept, _hard(rule), allowed)
            for cap in caps:
                held[cap].update(run.by_id[entry].attributes.get(cap.by, "") for entry in kept)
        if kept:
            allowed.groups.append(kept)
    return allowed


def note_capped(run: Run, tier: str, group: str, aside: Mapping[str, Cap]) -> None:
    """Record who stood back, and why."""
    for entry, cap in aside.items():
        unit = run.by_id[entry].attributes[cap.by]
        most = cap.most_of(run, unit)
        values: dict[str, str | int] = {"by": cap.by, "unit": unit, "most": most}
        run.deviations.append(Deviation("CAPPED", tier, group, entry, values))


def _places(run: Run) -> Mapping[str, int | None]:
    """By entry, its place."""
    key = "places of entries"
    if key not in run.remembered:
        run.remembered[key] = {one.entry: one.place for one in run.ranking.standings}
    places: Mapping[str, int | None] = run.remembered[key]
    return places


def _held(run: Run, cap: Cap, group: str) -> Counter[str]:
    return Counter(
        run.by_id[award.entry].attributes.get(cap.by, "")
        for award in run.awards
        if award.group == group and cap.covers(award.tier)
    )


def _within(
    run: Run,
    step: str,
    cap: Cap,
    held: Counter[str],
    tied: Sequence[str],
    rule: BoundaryRule,
    allowed: Allowed,
) -> list[str]:
    """Those of a tied group whose unit has room under the cap."""
    units: dict[str, list[str]] = {}
    for entry in tied:
        units.setdefault(run.by_id[entry].attributes.get(cap.by, ""), []).append(entry)
    kept: set[str] = set()
    for unit, members in units.items():
        if not unit:
            kept.update(members)
            continue
        filled = fill([members], max(0, cap.most_of(run, unit) - held[unit]), rule, run, step)
        kept.update(filled.taken)
        if filled.pending:
            held[unit] += filled.open_places
            allowed.pending.append((filled.pending, filled.open_places))
        allowed.aside.update({e: cap for one in filled.rest for e in one})
    return [entry for entry in tied if entry in kept]


def _hard(rule: BoundaryRule) -> BoundaryRule:
    """The boundary rule at a cap, which nothing expands."""
    policy = Policy.COMMITTEE if rule.policy is Policy.EXPAND else rule.policy
    then = Policy.COMMITTEE if rule.then is Policy.EXPAND else rule.then
    return BoundaryRule(policy, rule.chain, then)
