"""Agreement on categories and on scales with gaps: Krippendorff's alpha, Fleiss' kappa."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from competition.domain.agreement.matrix import Marks, squares


class Scale(StrEnum):
    """What a difference between two values means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def krippendorff(marks: Marks, scale: Scale) -> float | None:
    """Krippendorff's alpha (2011); missing marks are allowed.

    None where fewer than two values can be paired or all of them are the same.
    """
    units: dict[str, list[Fraction]] = {}
    for (entry, _), value in marks.items():
        units.setdefault(entry, []).append(Fraction(value))
    paired = [values for values in units.values() if len(values) > 1]
    totals = Counter(value for values in paired for value in values)
    count = sum(totals.values())
    if len(totals) < 2:
        return None
    if scale is Scale.INTERVAL:
        return _by_squares(paired)
    apart = _distances(totals, scale)
    observed = Fraction(0)
    for values in paired:
        tally = Counter(values)
        inside = sum((tally[a] * tally[b] * apart[a, b] for a in tally for b in tally), Fraction(0))
        observed += inside / (len(values) - 1)
    expected = sum(
        (totals[a] * totals[b] * apart[a, b] for a in totals for b in totals), Fraction(0)
    )
    return float(1 - (count - 1) * observed / expected)


def _by_squares(paired: Sequence[Sequence[Fraction]]) -> float:
    """Alpha on the interval scale, where squared differences add up to sums of squares."""
    every = [value for values in paired for value in values]
    inside = sum(
        (squares(values) * len(values) / (len(values) - 1) for values in paired), Fraction(0)
    )
    return float(1 - (len(every) - 1) * inside / (len(every) * squares(every)))


def fleiss_kappa(counts: Sequence[Mapping[str, int]]) -> float | None:
    """Fleiss' kappa (1971).

    Args:
        counts: by subject, how many raters chose each category; the same number for each.
    Returns:
        None where all chose one category, or where raters are fewer than two.
    """
    raters = sum(counts[0].values()) if counts else 0
    if raters < 2:
        return None
    totals: Counter[str] = Counter()
    agreed = Fraction(0)
    for subject in counts:
        totals.update(subject)
        pairs = sum(number * (number - 1) for number in subject.values())
        agreed += Fraction(pairs, raters * (raters - 1) * len(counts))
    every = raters * len(counts)
    by_chance = sum((Fraction(number, every) ** 2 for number in totals.values()), Fraction(0))
    return None if by_chance == 1 else float((agreed - by_chance) / (1 - by_chance))


def _distances(
    totals: Mapping[Fraction, int], scale: Scale
) -> dict[tuple[Fraction, Fraction], Fraction]:
    """Squared differences between values, by the meaning of the scale."""
    order = sorted(totals)
    upto: dict[Fraction, Fraction] = {}
    ahead = 0
    for value in order:
        upto[value] = ahead + Fraction(totals[value], 2)
        ahead += totals[value]

    def apart(a: Fraction, b: Fraction) -> Fraction:
        if a == b:
            return Fraction(0)
        if scale is Scale.NOMINAL:
            return Fraction(1)
        if scale is Scale.ORDINAL:
            return (upto[a] - upto[b]) ** 2
        return ((a - b) / (a + b)) ** 2 if a + b else Fraction(0)

    return {(a, b): apart(a, b) for a in order for b in order}
