"""Each judge beside the others: leniency, spread, likeness, and favour for an own group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from competition.domain.agreement.distributions import t_two_sided
from competition.domain.agreement.matrix import (
    Marks,
    correlation,
    fractional_ranks,
    judges_of,
    mean,
    squares,
)
from competition.domain.calibration.estimator import MAD_TO_SIGMA

FAR = 0.5
RARE = 2.0
UNLIKE = 0.3
ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Profile:
    """One judge beside the others.

    Attributes:
        count: entries marked.
        leniency: mean distance of the judge's marks from the mean of the other judges' marks on
            the same entries; positive is lenient. None where nobody else marked them.
        spread: standard deviation of the judge's marks; None with fewer than two.
        pile: mean of the other judges' marks on the entries this judge had. Piles that differ
            are why standard scores mislead.
        correlation: of the judge's marks with the mean of the others'; None where undefined.
    """

    judge: str
    count: int
    mean: Fraction
    leniency: float | None
    spread: float | None
    pile: float | None
    correlation: float | None


@dataclass(frozen=True, slots=True)
class Welch:
    """Welch's t test of two means with unequal variances (Welch 1947).

    Attributes:
        difference: first mean less second.
        t, freedom, chance: None where the figures do not vary or are fewer than two a side.
    """

    difference: float
    t: float | None
    freedom: float | None
    chance: float | None
    counts: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Distant:
    """A mark beside the mean of the other judges' marks on the same entry."""

    entry: str
    judge: str
    mark: Fraction
    others: Fraction


def profiles(marks: Marks) -> list[Profile]:
    """Every judge beside the others, by judge."""
    others = _others(marks)
    told: list[Profile] = []
    for judge in judges_of(marks):
        own = {e: Fraction(v) for (e, j), v in sorted(marks.items()) if j == judge}
        shared = [entry for entry in own if (entry, judge) in others]
        theirs = [others[entry, judge] for entry in shared]
        mine = [own[entry] for entry in shared]
        values = list(own.values())
        varied = len(values) > 1
        told.append(
            Profile(
                judge,
                len(values),
                mean(values),
                float(mean(mine) - mean(theirs)) if shared else None,
                float(squares(values) / (len(values) - 1)) ** 0.5 if varied else None,
                float(mean(theirs)) if shared else None,
                correlation(mine, theirs),
            )
        )
    return told


def rank_likeness(marks: Marks) -> dict[str, float | None]:
    """By judge, the correlation of its ranks with those of the other judges' rank sums.

    For panels in which everyone marked everything; entries with gaps are left out.
    """
    judges = judges_of(marks)
    entries = sorted({entry for entry, _ in marks})
    full = [entry for entry in entries if all((entry, judge) in marks for judge in judges)]
    ranks = {
        judge: fractional_ranks([Fraction(marks[entry, judge]) for entry in full])
        for judge in judges
    }
    likeness: dict[str, float | None] = {}
    for judge in judges:
        rest = [ranks[other] for other in judges if other != judge]
        sums = [sum(row, Fraction(0)) for row in zip(*rest, strict=True)]
        likeness[judge] = correlation(ranks[judge], fractional_ranks(sums)) if sums else None
    return likeness


def stand_out(marks: Marks, told: Sequence[Profile]) -> dict[str, tuple[str, ...]]:
    """What is unusual about each judge, as codes; nothing here is a proof of anything.

    "lenient", "strict": away from the middle judge by more than `FAR` of the deviation between
    entries, and by more than `RARE` times the usual distance of judges (their median absolute
    deviation, brought to a standard deviation); "narrow", "wide": deviation of marks less than
    half, more than twice that of the middle judge; "unlike": a correlation with the others below
    `UNLIKE`. The last three need `ENOUGH` entries.
    """
    known = [one.leniency for one in told if one.leniency is not None]
    middle = median(known) if known else 0.0
    usual = median(abs(one - middle) for one in known) * MAD_TO_SIGMA if known else 0.0
    spreads = sorted(one.spread for one in told if one.spread is not None)
    far = max(FAR * _between_entries(marks), RARE * usual)
    found: dict[str, tuple[str, ...]] = {}
    for one in told:
        codes = []
        away = 0.0 if one.leniency is None else one.leniency - middle
        if far and abs(away) > far:
            codes.append("lenient" if away > 0 else "strict")
        if one.count >= ENOUGH:
            codes += _of_marks(one, median(spreads) if spreads else 0.0)
        found[one.judge] = tuple(codes)
    return found


def _of_marks(one: Profile, middle: float) -> list[str]:
    codes = []
    if one.spread is not None and one.spread < middle / 2:
        codes.append("narrow")
    if one.spread is not None and one.spread > middle * 2:
        codes.append("wide")
    if one.correlation is not None and one.correlation < UNLIKE:
        codes.append("unlike")
    return codes


def _between_entries(marks: Marks) -> float:
    """The standard deviation of the entries' means; 0 for fewer than two."""
    piles: dict[str, list[Fraction]] = {}
    for (entry, _), value in marks.items():
        piles.setdefault(entry, []).append(Fraction(value))
    means = [mean(pile) for pile in piles.values()]
    return float(squares(means) / (len(means) - 1)) ** 0.5 if len(means) > 1 else 0.0


def distances(marks: Marks) -> dict[tuple[str, str], Fraction]:
    """Each mark less the mean of the other judges' marks on its entry, where there are any."""
    return {key: Fraction(marks[key]) - theirs for key, theirs in _others(marks).items()}


def own_group(
    away: Mapping[tuple[str, str], Fraction], judge: str, groups: Mapping[str, str], own: str
) -> Welch | None:
    """Whether a judge marks an own group (unit, region) higher than the other judges do.

    Args:
        away: as `distances` gives them, so that each mark is held against all others but itself.
    Returns:
        The judge's distances for entries of the group against those for all others; None where
        one of the two has none.
    """
    inside: list[Fraction] = []
    outside: list[Fraction] = []
    for (entry, by), value in sorted(away.items()):
        if by == judge:
            (inside if groups.get(entry) == own else outside).append(value)
    return welch(inside, outside) if inside and outside else None


def welch(first: list[Fraction], second: list[Fraction]) -> Welch:
    """The test of two lists of figures, each of at least one."""
    difference = float(mean(first) - mean(second))
    counts = (len(first), len(second))
    if min(counts) < 2:
        return Welch(difference, None, None, None, counts)
    parts = [float(squares(side) / (len(side) - 1) / len(side)) for side in (first, second)]
    if not sum(parts):
        return Welch(difference, None, None, None, counts)
    t = difference / sum(parts) ** 0.5
    below = sum(part**2 / (count - 1) for part, count in zip(parts, counts, strict=True))
    freedom = sum(parts) ** 2 / below
    return Welch(difference, t, freedom, t_two_sided(t, freedom), counts)


def distant_marks(marks: Marks) -> list[Distant]:
    """Marks beside the mean of the others', the furthest first."""
    others = _others(marks)
    told = [
        Distant(entry, judge, Fraction(value), others[entry, judge])
        for (entry, judge), value in marks.items()
        if (entry, judge) in others
    ]
    return sorted(told, key=lambda one: (-abs(one.mark - one.others), one.entry, one.judge))


def _others(marks: Marks) -> dict[tuple[str, str], Fraction]:
    """For each mark, the mean of the other judges' marks on its entry, where there are any."""
    sums: dict[str, Fraction] = {}
    counts: dict[str, int] = {}
    for (entry, _), value in marks.items():
        sums[entry] = sums.get(entry, Fraction(0)) + value
        counts[entry] = counts.get(entry, 0) + 1
    return {
        (entry, judge): (sums[entry] - value) / (counts[entry] - 1)
        for (entry, judge), value in marks.items()
        if counts[entry] > 1
    }
