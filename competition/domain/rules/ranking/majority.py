"""Majority placement: the Skating System, rules 5 to 11.

Rules 5 to 8 give the places of one dance; 9 adds them up; 10 and 11 break ties of the sums.
Checked against Arthur Dawson's examples A to H and the program 3S.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from competition.domain.rules.ranking.ballots import Ballot, level_groups, shared_places

Places = Mapping[str, Sequence[Fraction]]


def dance_places(ballots: Sequence[Ballot]) -> dict[str, Fraction]:
    """The places of one dance by rules 5 to 8; couples that stay equal share the mean."""
    couples = sorted(ballots[0])
    places = {couple: [ballot[couple] for ballot in ballots] for couple in couples}
    return shared_places(_by_majority(couples, places, 1, len(couples)))


def final_groups(dances: Sequence[Sequence[Ballot]]) -> list[list[str]]:
    """Couples in order over several dances by rules 9 to 11, those that stay equal together."""
    placed = [dance_places(ballots) for ballots in dances]
    couples = sorted(placed[0])
    sums = {couple: sum((dance[couple] for dance in placed), Fraction(0)) for couple in couples}
    every = {
        couple: [ballot[couple] for ballots in dances for ballot in ballots] for couple in couples
    }
    groups: list[list[str]] = []
    for tied in level_groups(sums):
        place = sum(map(len, groups)) + 1
        groups += [tied] if len(placed) == 1 else _by_rule_10(tied, place, placed, every)
    return groups


def _at_or_above(places: Sequence[Fraction], place: int) -> tuple[int, Fraction]:
    """How many places reach one, most first, and then their sum."""
    reached = [one for one in places if one <= place]
    return -len(reached), sum(reached, Fraction(0))


def _by_majority(tied: Sequence[str], places: Places, column: int, last: int) -> list[list[str]]:
    """Order couples from a column on; equal ones are compared in the columns after it."""
    if len(tied) == 1 or column > last:
        return [list(tied)]
    reached = {couple: _at_or_above(places[couple], column) for couple in tied}
    able = [couple for couple in tied if -2 * reached[couple][0] > len(places[couple])]
    groups: list[list[str]] = []
    for key in sorted({reached[couple] for couple in able}):
        level = [couple for couple in able if reached[couple] == key]
        groups += _by_majority(level, places, column + 1, last)
    rest = [couple for couple in tied if couple not in able]
    return groups + (_by_majority(rest, places, column + 1, last) if rest else [])


def _by_rule_10(
    tied: list[str], place: int, placed: Sequence[Mapping[str, Fraction]], every: Places
) -> list[list[str]]:
    """Give the place under review, then go on with those left for the place after it."""
    if len(tied) < 2:
        return [tied] if tied else []
    reached = {couple: _at_or_above([dance[couple] for dance in placed], place) for couple in tied}
    best = [couple for couple in tied if reached[couple] == min(reached.values())]
    if len(best) > 1:
        best = _by_majority_first(best, place, every)
    rest = [couple for couple in tied if couple not in best]
    return [best, *_by_rule_10(rest, place + len(best), placed, every)]


def _by_majority_first(tied: list[str], place: int, every: Places) -> list[str]:
    """Rule 11: all places of all dances as if they were one, from the place under review on."""
    return _by_majority(tied, every, place, max(int(max(one)) for one in every.values()))[0]
