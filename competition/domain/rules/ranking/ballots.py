"""Each judge's own order of the entries, from marks or from places."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

Ballot = Mapping[str, Fraction]


def places_of(marks: Mapping[str, int], higher_is_better: bool) -> dict[str, Fraction]:
    """The place of each entry on one judge's ballot; equal ones share the mean of theirs."""
    by_mark: dict[int, list[str]] = {}
    for entry, mark in marks.items():
        by_mark.setdefault(mark, []).append(entry)
    places: dict[str, Fraction] = {}
    ahead = 0
    for mark in sorted(by_mark, reverse=higher_is_better):
        tied = by_mark[mark]
        places |= dict.fromkeys(tied, ahead + Fraction(len(tied) + 1, 2))
        ahead += len(tied)
    return places


def preferred(ballots: Sequence[Ballot], entries: Sequence[str]) -> dict[tuple[str, str], int]:
    """How many ballots put the first of a pair before the second, for every ordered pair."""
    counts = {(a, b): 0 for a in entries for b in entries if a != b}
    for ballot in ballots:
        order = sorted(ballot, key=ballot.__getitem__)
        for at, better in enumerate(order):
            for worse in order[at + 1 :]:
                if ballot[better] < ballot[worse]:
                    counts[better, worse] += 1
    return counts


def level_groups(figures: Mapping[str, Fraction]) -> list[list[str]]:
    """Entries with equal figures together, the lowest figure first."""
    groups: dict[Fraction, list[str]] = {}
    for entry, value in sorted(figures.items()):
        groups.setdefault(value, []).append(entry)
    return [groups[value] for value in sorted(groups)]


def shared_places(groups: Sequence[Sequence[str]]) -> dict[str, Fraction]:
    """Places by group in order; a tied group shares the mean of its places."""
    places: dict[str, Fraction] = {}
    ahead = 0
    for tied in groups:
        places |= dict.fromkeys(tied, ahead + Fraction(len(tied) + 1, 2))
        ahead += len(tied)
    return places
