"""The parameters of `reduce`: methods, trimming, weights, and what missing cells mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rules.params import Params
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.alike import Folding
from competition.domain.sheet import leaf_weights

JUDGE = "judge"
CRITERION = "criterion"


class Method(StrEnum):
    """How the figures of a row become one.

    WINSORISED is a mean in which extremes are not dropped but take the figure of their nearest
    neighbour that stays. RANK_SUM adds up the places that each member gives the entry.
    """

    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    WINSORISED = "winsorised"
    MAX = "max"
    MIN = "min"
    RANK_SUM = "rank_sum"


ADDING = (Method.SUM, Method.RANK_SUM)
TRIMMING = (Method.SUM, Method.MEAN, Method.WINSORISED)


class Best(StrEnum):
    """Which figure is the best one: points are best high, times low."""

    HIGHEST = "highest"
    LOWEST = "lowest"


class BelowQuorum(StrEnum):
    """What happens with fewer figures than the quorum asks for.

    BLOCK stops publication; UNRANKED leaves the entry without a figure and goes on.
    """

    BLOCK = "block"
    UNRANKED = "unranked"


class Below(StrEnum):
    """What happens with fewer figures than trimming asks for.

    MEAN takes all of them, for a mean the plain one; BLOCK gives no figure until people decide.
    """

    MEAN = "mean"
    BLOCK = "block"


class Meaning(StrEnum):
    """What a cell without a number means where its axis is folded.

    SKIP leaves it out, so that the divisor gets smaller; ZERO counts it as a zero; CARRY makes
    the result missing in the same state; BLOCK leaves it out and blocks publication.
    """

    SKIP = "skip"
    ZERO = "zero"
    CARRY = "carry"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Trim:
    """How many of the highest and lowest are dropped, from how many figures on."""

    high: int
    low: int
    at_least: int
    below: Below


@dataclass(frozen=True, slots=True)
class Choosing:
    """Which figures of a row count, and how they become one.

    Attributes:
        best: how many of the best count (最好的几次); 0 for all.
        best_is_low: whether the lowest are the best, as with times.
    """

    method: Method
    trim: Trim | None = None
    best: int = 0
    best_is_low: bool = False

    def dropped(self, count: int) -> tuple[int, int]:
        """Of so many figures, how many of the highest and of the lowest do not count."""
        if self.method is Method.MEDIAN:
            return (max(count - 1, 0) // 2,) * 2
        best = 1 if self.method in (Method.MAX, Method.MIN) else self.best
        if best:
            spare = max(count - best, 0)
            low_first = self.best_is_low or self.method is Method.MIN
            return (spare, 0) if low_first else (0, spare)
        if self.trim is not None and count >= self.trim.at_least:
            return self.trim.high, self.trim.low
        return 0, 0

    def folding(self, count: int) -> Folding:
        """How rows of so many figures become one."""
        high, low = self.dropped(count)
        upto = count - high
        if self.method is Method.WINSORISED and count:
            return Folding(lambda values: _winsorised(sorted(values), low, high), count)
        divisor = 1 if self.method in ADDING else upto - low
        if high or low:
            return Folding(lambda values: sum(sorted(values)[low:upto]), divisor)
        return Folding(sum, divisor)

    def fold(self, values: Mapping[str, int]) -> tuple[int, int]:
        """Sum and divisor of what counts."""
        folding = self.folding(len(values))
        return folding.total(values.values()), folding.divisor

    def drops(self, values: Mapping[str, int]) -> dict[str, tuple[Fraction, Fraction]]:
        """By member, which share of it is dropped as highest and as lowest.

        Equal extremes share the drop, so that it never matters which of them is named.
        """
        counts = self.dropped(len(values))
        high = _shares(values, counts[0], highest=True)
        low = _shares(values, counts[1], highest=False)
        return {member: (high[member], low[member]) for member in values}


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by member, and the same as integers over one unit.

    Attributes:
        attribute: the attribute of members that the weights are given for; "" when they are
            given for the members themselves.
    """

    shares: Mapping[str, Fraction]
    factors: Mapping[str, int]
    unit: int
    attribute: str = ""

    @classmethod
    def of(cls, shares: Mapping[str, Fraction], attribute: str = "") -> "Weights":
        """Weights from fractions that are not negative."""
        unit = lcm(*(share.denominator for share in shares.values()))
        factors = {member: int(share * unit) for member, share in shares.items()}
        return cls(shares, factors, unit, attribute)

    def by_member(self, attributes: Mapping[str, Mapping[str, str]]) -> "Weights":
        """The weights of members who have these attributes."""
        if not self.attribute:
            return self
        shares = {
            member: self.shares[named[self.attribute]]
            for member, named in attributes.items()
            if named.get(self.attribute) in self.shares
        }
        return Weights.of(shares)

    def total(self, values: Mapping[str, int], axis: str) -> tuple[int, int]:
        """The weighted sum of some figures, and the sum of their weights, over `unit`.

        Raises:
            Refusal: "facts.weight_missing" for a member without a weight.
        """
        for member in values:
            if member not in self.factors:
                raise Refusal("facts.weight_missing", axis=axis, member=member)
        total = sum(self.factors[member] * value for member, value in values.items())
        return total, sum(self.factors[member] for member in values)


def read_trim(params: Params) -> Trim | None:
    """Trimming, or None when nothing is dropped.

    Raises:
        Refusal: "rules.trim_nothing_left" when `at_least` figures could all be dropped,
            "rules.trim_unused" when `at_least` or `below` stand without a drop.
    """
    high, low = params.integer("drop_high", 0), params.integer("drop_low", 0)
    if high + low == 0:
        for key in ("at_least", "below"):
            if key in params:
                raise Refusal("rules.trim_unused", path=params.at(key))
        return None
    at_least = params.integer("at_least", high + low + 1, low=1)
    below = params.choice("below", Below, Below.BLOCK)
    if at_least <= high + low:
        raise Refusal("rules.trim_nothing_left", path=params.at("at_least"), least=high + low + 1)
    return Trim(high, low, at_least, below)


def read_choosing(params: Params, method: Method, weights: "Weights | None") -> Choosing:
    """Which figures count.

    Raises:
        Refusal: "rules.trim_needs_plain_mean" for dropping with weights or by a method that
            does it on its own, "rules.best_or_trim" for the best of what is trimmed,
            "rules.winsorise_nothing" for replacing no extremes, "rules.best_unused".
    """
    trim = read_trim(params)
    best = params.integer("best", 0, low=1)
    if (trim or best) and (weights or method not in TRIMMING):
        raise Refusal("rules.trim_needs_plain_mean", path=params.path)
    if trim and best:
        raise Refusal("rules.best_or_trim", path=params.at("best"))
    if weights and method not in (Method.SUM, Method.MEAN):
        raise Refusal("rules.weights_unused", path=params.path)
    if method is Method.WINSORISED and not trim:
        raise Refusal("rules.winsorise_nothing", path=params.path)
    if "best_is" in params and not best and method is not Method.RANK_SUM:
        raise Refusal("rules.best_unused", path=params.at("best_is"))
    best_is_low = params.choice("best_is", Best, Best.HIGHEST) is Best.LOWEST
    return Choosing(method, trim, best, best_is_low)


def read_weights(params: Params, scope: Scope, axis: str, method: Method) -> Weights | None:
    """Weights by member; without any, those that the criteria declare.

    With `"weights_of": "role"` they are given by that attribute of the members (组长 2, 组员 1).

    Raises:
        Refusal: "rules.weights_sum" when the weights of a sum do not add up to 1,
            "rules.member_unknown" and "rules.member_left_out" when they do not fit the axis,
            "rules.weights_need_mean" for weights of a group in a sum.
    """
    members = None if "weights_of" in params else _members(scope, axis)
    attribute = params.text("weights_of", "") if "weights" in params else ""
    if "weights" not in params:
        declared = leaf_weights(scope.criteria) if axis == CRITERION else {}
        return Weights.of(declared) if any(w != 1 for w in declared.values()) else None
    weights = params.decimals("weights")
    path = params.at("weights")
    for member in weights:
        if members is not None and member not in members:
            raise Refusal("rules.member_unknown", path=f"{path}.{member}", member=member)
    for member in members or ():
        if member not in weights:
            raise Refusal("rules.member_left_out", path=path, member=member)
    if attribute and method is not Method.MEAN:
        raise Refusal("rules.weights_need_mean", path=path)
    check_weights_sum(weights, path, needed=method is Method.SUM)
    return Weights.of(weights, attribute)


def check_weights_sum(weights: Mapping[str, Fraction], path: str, *, needed: bool = True) -> None:
    """Refuse weights that are to add up to 1 and do not, or that are all zero."""
    total = sum(weights.values(), Fraction(0))
    if (needed and total != 1) or total == 0:
        told = exact_text(total.numerator, total.denominator)
        raise Refusal("rules.weights_sum", path=path, total=told)


def read_meanings(params: Params, axis: str, method: Method) -> dict[State, Meaning]:
    """What missing cells mean.

    Without `missing`: along the criteria a gap carries on, so that a sheet with a blank has no
    total; along the judges a blank blocks, an absent or recused judge is left out, but blocks
    what is added up, which would count the judge as a zero; along other axes a blank blocks too.
    """
    blank, away = Meaning.CARRY, Meaning.CARRY
    if axis == JUDGE:
        blank, away = Meaning.BLOCK, Meaning.BLOCK if method in ADDING else Meaning.SKIP
    elif axis != CRITERION:
        blank = Meaning.BLOCK
    meanings = {State.BLANK: blank, State.ABSENT: away, State.RECUSED: away}
    if "missing" in params:
        inner = params.inner("missing")
        for state in meanings:
            meanings[state] = inner.choice(state.value, Meaning, meanings[state])
        inner.close()
    return meanings


def _winsorised(ordered: list[int], low: int, high: int) -> int:
    """The sum after extremes took the figure of their nearest neighbour that stays."""
    kept = ordered[low : len(ordered) - high]
    return sum(kept) + low * kept[0] + high * kept[-1]


def due_members(
    scope: Scope, axis: str, method: Method, weights: Weights | None
) -> tuple[str, ...]:
    """The members that each row must have: those the stage names, and judges whose weights add up
    to 1, so that a department without a sheet is no zero."""
    if axis == JUDGE and method is Method.SUM and weights is not None:
        return tuple(member for member, share in weights.shares.items() if share)
    return scope.further.get(axis, ())


def _members(scope: Scope, axis: str) -> tuple[str, ...] | None:
    if axis == CRITERION:
        return tuple(scope.leaf_names())
    return scope.dimensions.judges if axis == JUDGE else None


def _shares(values: Mapping[str, int], count: int, *, highest: bool) -> dict[str, Fraction]:
    shares = dict.fromkeys(values, Fraction(0))
    if count == 0:
        return shares
    edge = sorted(values.values(), reverse=highest)[count - 1]
    level = [member for member, value in values.items() if value == edge]
    beyond = [m for m, value in values.items() if (value > edge if highest else value < edge)]
    shares.update(dict.fromkeys(beyond, Fraction(1)))
    shares.update(dict.fromkeys(level, Fraction(count - len(beyond), len(level))))
    return shares
