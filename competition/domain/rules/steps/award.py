"""The step `award`: gives tiers by rank. It never changes a rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rules.boundary import BoundaryRule, Filled, Policy, fill, read_boundary
from competition.domain.rules.evaluation import Award as Given
from competition.domain.rules.evaluation import TierOutcome
from competition.domain.rules.keys import Key
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.places import (
    Quota,
    groups_in_order,
    places_of,
    published_value,
    ranking_step,
    reaching,
    read_per,
    read_quota,
)
from competition.domain.rules.scope import Scope


class Unused(StrEnum):
    """Places of a tier that nobody takes stay empty (宁缺毋滥) or go to the next tier."""

    VACANT = "vacant"
    PASS_DOWN = "pass_down"


class Barred(StrEnum):
    """Whether the next in line moves up for a barred entry, or its place stays empty."""

    SKIP = "skip"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier. `quota` None gives it to all who reach `line`; `line` None asks for none."""

    key: str
    name: str
    quota: Quota | None
    line: Fraction | None


@dataclass(slots=True)
class _Carry:
    """What one tier leaves to the next: places more or fewer, and undecided entries ahead."""

    places: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Award:
    """`{"award": [{"tier": "first", "name": "一等奖", "quota": 3}], "boundary": "expand", ...}`.

    Attributes:
        key: the figure that lines are compared with, which is the one ranked first by.
        per: attribute that quotas are counted by; None counts them for all together.
        boundary: what a tie at the last place of a tier means.
        next_shrinks: whether places that EXPAND adds are taken from the tiers after it.
    """

    name: str
    key: Key
    tiers: tuple[Tier, ...]
    per: str | None
    boundary: BoundaryRule
    next_shrinks: bool
    unused: Unused
    barred: Barred
    makes: None = None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Award":
        """Read the step.

        Raises:
            Refusal: "rules.tier_twice", "rules.tier_endless" for a tier with neither quota nor
                line, "rules.key_missing" when EXPAND does not say `next_shrinks`.
        """
        rank = ranking_step(params, scope)
        per = read_per(params, scope, rank)
        tiers = tuple(_tier(item, scope, per) for item in params.items("award"))
        keys = [tier.key for tier in tiers]
        if len(set(keys)) < len(keys):
            raise Refusal("rules.tier_twice", path=params.at("award"))
        boundary = read_boundary(params, "boundary", scope)
        next_shrinks = False
        if Policy.EXPAND in (boundary.policy, boundary.then):
            params.raw("next_shrinks")
            next_shrinks = params.flag("next_shrinks", False)
        unused = params.choice("unused", Unused, Unused.VACANT)
        barred = params.choice("barred", Barred, Barred.SKIP)
        name = scope.step_name(params, "award")
        return cls(name, rank.keys[0], tiers, per, boundary, next_shrinks, unused, barred)

    def run(self, run: Run) -> None:
        """Fill the tiers of each group from the top."""
        for group, tied in groups_in_order(run, self.per).items():
            waiting = tied
            if self.barred is Barred.SKIP:
                allowed = [[e for e in one if e not in run.barred] for one in tied]
                waiting = [one for one in allowed if one]
            carry = _Carry()
            for tier in self.tiers:
                waiting = self._fill_tier(run, group, tier, waiting, carry)

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """The tier of the entry and what gave it, or why it has none."""
        if not any(s.entry == entry and s.place is not None for s in run.ranking.standings):
            return []
        given = next((award for award in run.awards if award.entry == entry), None)
        group = run.group_of(entry, self.per)
        outcomes = [t for t in run.tiers if t.group == group and entry in t.tied]
        tier = next((tier for tier in self.tiers if given and tier.key == given.tier), None)
        return [
            {
                "code": "award",
                "step": self.name,
                "group": group,
                "tier": tier.key if tier else None,
                "name": tier.name if tier else None,
                "how": given.how if given else self._reason(run, entry, outcomes),
                "line": exact_text(tier.line.numerator, tier.line.denominator)
                if tier and tier.line is not None
                else None,
                "ties": [
                    {"tier": t.tier, "tied": list(t.tied), "boundary": t.boundary} for t in outcomes
                ],
            }
        ]

    def _fill_tier(
        self, run: Run, group: str, tier: Tier, waiting: list[list[str]], carry: _Carry
    ) -> list[list[str]]:
        """Award one tier; returns the tied groups that are still waiting."""
        able = reaching(run, self.key, waiting, tier.line)
        quota = None if tier.quota is None else places_of(tier.quota, group)
        places = sum(map(len, able)) if quota is None else max(0, quota + carry.places)
        withheld = min(places, _withheld(run, self.name, tier.key, group))
        ahead = min(carry.waiting, places - withheld)
        open_places = places - withheld - ahead
        filled = fill(able, open_places, self.boundary, run, self.name)
        given = self._give(run, group, tier, filled)
        if quota is not None:
            carry.places = self._carried(quota + carry.places, open_places, filled)
            carry.waiting += len(filled.pending) - filled.open_places - ahead
        run.tiers.append(
            TierOutcome(
                tier.key,
                group,
                quota,
                None if quota is None else places,
                given,
                vacant=max(0, places - ahead - given - filled.open_places),
                boundary=filled.decided_by,
                tied=filled.tied,
            )
        )
        passed = {entry for one in able for entry in one}
        return [*filled.rest, *(one for one in waiting if one[0] not in passed)]

    def _give(self, run: Run, group: str, tier: Tier, filled: Filled) -> int:
        """Note the awards, and the tie that waits for people; returns how many were given."""
        awarded = [entry for entry in filled.taken if entry not in run.barred]
        run.awards += [Given(entry, tier.key, group, filled.how[entry]) for entry in awarded]
        if filled.pending:
            values = {"tier": tier.key, "group": group}
            places = filled.open_places
            run.block(self.name, "TIE_AT_AWARD", filled.pending, places=places, **values)
        return len(awarded)

    def _carried(self, wanted: int, places: int, filled: Filled) -> int:
        """Places that the next tier has more (or fewer) than its quota."""
        debt = min(0, wanted)
        over = len(filled.taken) - places
        if over > 0 and self.next_shrinks:
            return debt - over
        if over < 0 and self.unused is Unused.PASS_DOWN:
            return debt - over - filled.open_places
        return debt

    def _reason(self, run: Run, entry: str, outcomes: Sequence[TierOutcome]) -> str:
        if entry in run.barred:
            return "barred"
        if any(outcome.boundary == "pending" for outcome in outcomes):
            return "pending"
        figure = published_value(run, self.key, entry)
        lines = [tier.line for tier in self.tiers]
        if all(line is not None and figure < line for line in lines):
            return "below_line"
        return "quota"


def _withheld(run: Run, step: str, tier: str, group: str) -> int:
    """How many places of a tier a recorded decision leaves vacant."""
    return sum(
        decision.places
        for decision in run.facts.decisions
        if (decision.part, decision.step, decision.kind) == (run.part.key, step, "vacate")
        and decision.tier == tier
        and decision.group in ("", group)
    )


def _tier(params: Params, scope: Scope, per: str | None) -> Tier:
    key = params.name("tier")
    name = params.text("name", key)
    quota = read_quota(params, "quota", scope, per) if "quota" in params else None
    line = params.optional_decimal("line")
    if quota is None and line is None:
        raise Refusal("rules.tier_endless", path=params.path, tier=key)
    params.close()
    return Tier(key, name, quota, line)
