"""A year of participation reports of the invented province, the same for the same size.

Enterprises above scale report every month, the others by quarter, most with a list, some with a
bare number; a few stay silent. Somebody takes part in several spans, and some in two units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from competition.domain.participation import MONTHS, QUARTERS, pack_list

SEED = 5
SILENT, NUMBER = 8, 12  # in a hundred
SHARED = 40  # one person in so many takes part in the next unit too
ACTIVITIES = ("安全知识竞赛", "职工技能比武", "合理化建议活动", "节能降耗劳动竞赛")
KEYS = 1 << 62
SCATTER = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Reporter:
    """An organisation that reports; `place` counts them."""

    id: int
    place: int
    name: str
    industry: str
    above_scale: bool


@dataclass(frozen=True, slots=True)
class InventedReport:
    """One report; `listed` packs people, `declared` is the number where there are none."""

    reporter: Reporter
    span: int
    activity: str
    participations: int
    people: int = 0
    declared: int = 0
    listed: bytes = b""


def invented_reports(reporters: Sequence[Reporter], records: int) -> Iterator[InventedReport]:
    """Reports that name people `records` times all together, and some with a bare number."""
    random = Random(SEED)
    listing: list[tuple[Reporter, int]] = []
    for reporter in reporters:
        for span in MONTHS if reporter.above_scale else QUARTERS:
            drawn = random.randrange(100)
            if drawn >= SILENT + NUMBER:
                listing.append((reporter, span))
            elif drawn >= SILENT:
                count = random.randint(5, 60)
                yield _report(reporter, span, count + count // 3, declared=count)
    for (reporter, span), count in zip(
        listing, _shares(random, records, len(listing)), strict=True
    ):
        chosen = random.sample(range(3 * records // len(listing) + 3), count)
        times = {_key(reporter.place, number): 1 + (number % 5 == 0) for number in chosen}
        yield _report(
            reporter, span, sum(times.values()), people=len(times), listed=pack_list(times)
        )


def _report(reporter: Reporter, span: int, participations: int, **told: object) -> InventedReport:
    activity = ACTIVITIES[(reporter.place + span) % len(ACTIVITIES)]
    return InventedReport(reporter, span, activity, participations, **told)  # type: ignore[arg-type]


def _shares(random: Random, records: int, count: int) -> Iterator[int]:
    """So many numbers from nothing to twice the middle, with this sum."""
    middle, rest = divmod(records, count)
    more = 0
    for place in range(count):
        more = random.randint(0, middle - 1) if place % 2 == 0 and place + 1 < count else -more
        yield middle + more + (place < rest)
        more = more if place % 2 == 0 else 0


def _key(place: int, number: int) -> int:
    """A key as scattered as a digest, of one person of a unit or of the next one."""
    home = place + (number % SHARED == 0)
    return (home * 100_000 + number + 1) * SCATTER % KEYS
