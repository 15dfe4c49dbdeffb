"""Ratios that the winners have to keep, such as at least 35 % industrial workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rules.caps import read_tier_keys
from competition.domain.rules.evaluation import Ratio
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.tiers import Tier, Whole


@dataclass(frozen=True, slots=True)
class Bound:
    """`{"name": "产业工人", "attribute": "job", "in": ["worker"], "at_least": "35%"}`.

    Attributes:
        values: of the attribute; whoever has one of them is counted. Bounds may overlap.
        share: of the winners.
        is_least: whether that many have to be there, or no more may be.
        whole: how the share becomes a number; a least number is rounded up, a most down,
            unless the rules say otherwise.
        tiers: whose winners are counted; all when it is empty.
    """

    name: str
    attribute: str
    values: tuple[str, ...]
    share: Fraction
    is_least: bool
    whole: Whole
    tiers: tuple[str, ...]

    def has(self, run: Run, entry: str) -> bool:
        """Whether an entry is counted."""
        return run.by_id[entry].attributes.get(self.attribute, "") in self.values

    def limit(self, total: int) -> int:
        """The least or most number among `total` winners."""
        return self.whole.of(self.share * total)

    def ratio(self, run: Run, winners: Sequence[str]) -> Ratio:
        """How the winners stand."""
        count = sum(self.has(run, entry) for entry in winners)
        total = len(winners)
        return Ratio(self.name, self.is_least, self.limit(total), count, total)


def read_composition(params: Params, scope: Scope, tiers: Sequence[Tier]) -> tuple[Bound, ...]:
    """The bounds under `composition`.

    Raises:
        Refusal: "rules.bound_sides" unless a bound is either a least or a most,
            "rules.out_of_range", "rules.not_text", "rules.tier_unknown".
    """
    if "composition" not in params:
        return ()
    return tuple(_read(item, scope, tiers) for item in params.items("composition"))


def _read(params: Params, scope: Scope, tiers: Sequence[Tier]) -> Bound:
    attribute = scope.known_attribute(params, "attribute")
    values = params.sequence("in")
    if not all(isinstance(value, str) for value in values):
        raise Refusal("rules.not_text", path=params.at("in"))
    if ("at_least" in params) == ("at_most" in params):
        raise Refusal("rules.bound_sides", path=params.path)
    is_least = "at_least" in params
    side = "at_least" if is_least else "at_most"
    share = params.decimal(side)
    if not 0 <= share <= 1:
        raise Refusal("rules.out_of_range", path=params.at(side), low=0, high=1)
    whole = params.choice("whole", Whole, Whole.CEIL if is_least else Whole.FLOOR)
    name = params.text("name", attribute)
    keys = read_tier_keys(params, tiers)
    params.close()
    return Bound(name, attribute, tuple(map(str, values)), share, is_least, whole, keys)


def check_composition(run: Run, step: str, bounds: Sequence[Bound]) -> None:
    """Note each ratio, and block where one is not kept."""
    for bound in bounds:
        winners = [a.entry for a in run.awards if not bound.tiers or a.tier in bound.tiers]
        ratio = bound.ratio(run, winners)
        run.ratios.append(ratio)
        values = {"limit": ratio.limit, "count": ratio.count, "total": ratio.total}
        if not ratio.is_kept and ratio.is_least:
            run.block(step, "RATIO_BELOW", (), name=ratio.name, **values)
        elif not ratio.is_kept:
            run.block(step, "RATIO_ABOVE", (), name=ratio.name, **values)
