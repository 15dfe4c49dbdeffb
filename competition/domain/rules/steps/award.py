"""The step `award`: gives tiers by rank. It never changes a rank."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from competition.domain.refusal import Refusal
from competition.domain.rules.award_reasons import told_award
from competition.domain.rules.award_rules import AwardRules, Barred, Unkept, Unused
from competition.domain.rules.award_solver import solve
from competition.domain.rules.backfill import Backfill, note_moves, revoked
from competition.domain.rules.boundary import BoundaryRule, Policy, read_boundary
from competition.domain.rules.caps import read_caps
from competition.domain.rules.composition import check_composition, read_composition
from competition.domain.rules.composition_repair import keep_ratios
from competition.domain.rules.gap import Gap, read_gap
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.places import ranking_step, read_per
from competition.domain.rules.scope import Scope
from competition.domain.rules.tiers import Tier, read_tier


@dataclass(frozen=True, slots=True)
class Award(AwardRules):
    """`{"award": [{"tier": "first", "name": "一等奖", "quota": 3}], "boundary": "expand", ...}`,
    with `caps`, `composition` and `backfill`; or with `gap` in place of `boundary`."""

    makes: None = None

    @classmethod
    def read(cls, params: Params, scope: Scope) -> "Award":
        """Read the step.

        Raises:
            Refusal: "rules.tier_twice", "rules.gap_alone" for a gap beside a boundary rule or
                caps, "rules.key_missing" when EXPAND does not say `next_shrinks`,
                "rules.replace_limits" for replacing under a gap, beside a tier without a number
                of places or a ratio of some tiers, and those of tiers, caps and composition.
        """
        rank = ranking_step(params, scope)
        per = read_per(params, scope, rank)
        tiers = _tiers(params, scope, per)
        gap, boundary, next_shrinks = _boundary(params, scope)
        return cls(
            scope.step_name(params, "award"),
            rank.keys[0],
            tiers,
            per,
            boundary,
            next_shrinks,
            params.choice("unused", Unused, Unused.VACANT),
            params.choice("barred", Barred, Barred.SKIP),
            read_caps(params, scope, tiers),
            gap,
            params.choice("backfill", Backfill, Backfill.VACANT),
            read_composition(params, scope, tiers),
            _unkept(params, tiers, gap),
        )

    def run(self, run: Run) -> None:
        """Fill the tiers of each group from the top."""
        without = revoked(run, self.name)
        self._give(run, without)
        if without:
            plain = replace(run, awards=[], tiers=[], deviations=[], _blocks={})
            self._give(plain, {})
            note_moves(run, without, plain.awards)
        check_composition(run, self.name, self.composition)

    def _give(self, run: Run, without: Collection[str]) -> None:
        solve(run, self, without)
        if self.unkept is Unkept.REPLACE:
            keep_ratios(run, self, without, lambda r, passed: solve(r, self, without, passed))

    def explain(self, run: Run, entry: str) -> list[dict[str, object]]:
        """The tier of the entry and what gave it, or why it has none, and why no higher one."""
        if not any(s.entry == entry and s.place is not None for s in run.ranking.standings):
            return []
        return [{"code": "award", "step": self.name, **told_award(run, self, entry)}]


def _tiers(params: Params, scope: Scope, per: str | None) -> tuple[Tier, ...]:
    tiers = tuple(read_tier(item, scope, per) for item in params.items("award"))
    if len({tier.key for tier in tiers}) < len(tiers):
        raise Refusal("rules.tier_twice", path=params.at("award"))
    return tiers


def _unkept(params: Params, tiers: Sequence[Tier], gap: Gap | None) -> Unkept:
    """What an unkept ratio means; replacing needs numbers of places, and ratios of all winners."""
    if "unkept" not in params:
        return Unkept.BLOCK
    bounds = list(params.items("composition"))
    unkept = params.choice("unkept", Unkept)
    if unkept is Unkept.REPLACE:
        is_limited = not any(tier.is_open for tier in tiers)
        by_place = any("by_place" in cap for cap in params.items("caps")) if "caps" in params else 0
        if gap or by_place or not is_limited or any("tiers" in bound for bound in bounds):
            raise Refusal("rules.replace_limits", path=params.at("unkept"))
    return unkept


def _boundary(params: Params, scope: Scope) -> tuple[Gap | None, BoundaryRule, bool]:
    """The gap rule or the boundary rule, and whether the next tier shrinks."""
    gap = read_gap(params)
    if gap:
        for other in ("boundary", "caps", "next_shrinks", "unused"):
            if other in params:
                raise Refusal("rules.gap_alone", path=params.at(other))
        return gap, BoundaryRule(Policy.EXPAND), False
    boundary = read_boundary(params, "boundary", scope)
    if Policy.EXPAND not in (boundary.policy, boundary.then):
        return None, boundary, False
    params.raw("next_shrinks")
    return None, boundary, params.flag("next_shrinks", False)
