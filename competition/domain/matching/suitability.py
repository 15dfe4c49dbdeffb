"""How well a judge suits an entry, in points, by what both are known for."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

CHOSEN = 1000
"""The organiser has chosen the entry's track for the judge."""
NAMED = 700
"""The judge's expertise names the track, in words."""
OPEN = 400
"""Nothing is known of the judge's trade."""
OTHER = 100
"""The judge is known for something else."""
SHARED = 60
"""For each term of the judge's expertise in the entry's title, three at most."""
MOST_SHARED = 3

_BETWEEN = re.compile(r"[\s、，,；;/|·。.]+")


@dataclass(frozen=True, slots=True)
class Trade:
    """What a judge is known for.

    Args:
        tracks: ids of the tracks chosen for the judge; expertise: in the judge's words.
    """

    tracks: frozenset[int]
    expertise: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about."""

    track: int | None
    track_name: str
    title: str


def suitability(judges: Sequence[Trade], entries: Sequence[Subject]) -> list[list[int]]:
    """Points of every pair, one row of judges for each entry; 0 to 1,180."""
    by_track: dict[tuple[int | None, str], list[int]] = {}
    by_term: dict[str, list[int]] = defaultdict(list)
    for at, judge in enumerate(judges):
        for term in _terms(judge.expertise):
            by_term[term].append(at)
    rows = []
    for entry in entries:
        key = (entry.track, entry.track_name)
        if key not in by_track:
            by_track[key] = [_for_track(judge, *key) for judge in judges]
        row = list(by_track[key])
        shared = Counter(
            at for term, known in by_term.items() if term in entry.title for at in known
        )
        for at, count in shared.items():
            row[at] += SHARED * min(count, MOST_SHARED)
        rows.append(row)
    return rows


def _for_track(judge: Trade, track: int | None, name: str) -> int:
    if track is not None and track in judge.tracks:
        return CHOSEN
    if name and name in judge.expertise:
        return NAMED
    return OTHER if judge.tracks or judge.expertise.strip() else OPEN


def _terms(expertise: str) -> set[str]:
    """The single terms of an expertise, two characters or more."""
    return {term for term in _BETWEEN.split(expertise) if len(term) > 1}
