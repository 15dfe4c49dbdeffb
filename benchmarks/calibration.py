"""25,000 marks of 500 judges on 5,000 entries, five each: judges made comparable.

The reference is the model as it is usually written down: a column for each entry and each judge
and `numpy.linalg.lstsq`. It needs minutes and gigabytes at full size, so it is measured at two
smaller ones, where its answers are compared with ours, and its growth is printed. The aim is
seconds of CPU at full size, for each estimator and for the whole calculation with it.
"""

import time
from collections.abc import Callable

import numpy as np

from benchmarks.report import conclude, spent
from competition.domain.calibration.effects import Effects, Estimator, judge_effects
from competition.domain.rules import Entry, Facts, Sheet, calculate, parse_rule_set

AIM_SECONDS = 3.0
PER_ENTRY = 5
SIZES = ((500, 50), (1_500, 150), (5_000, 500))
LARGEST_OF_REFERENCE = 1_500
NEAR = 1e-7
Marks = dict[tuple[str, str], float]


def made(entries: int, judges: int, seed: int = 1) -> Marks:
    """Marks in quarters of a point: the entry's quality, the judge's leniency, chance."""
    chance = np.random.default_rng(seed)
    quality, leniency = chance.normal(80, 5, entries), chance.normal(0, 3, judges)
    marks: Marks = {}
    for entry in range(entries):
        for judge in chance.choice(judges, PER_ENTRY, replace=False).tolist():
            mark = quality[entry] + leniency[judge] + chance.normal(0, 2)
            marks[f"E{entry:05}", f"J{judge:04}"] = float(np.round(mark * 4) / 4)
    return marks


def dense(marks: Marks) -> dict[str, float]:
    """Estimates of entries by least squares on the whole design, judges summing to zero."""
    entries = sorted({entry for entry, _ in marks})
    judges = sorted({judge for _, judge in marks})
    place = {key: at for at, key in enumerate([*entries, *judges])}
    design = np.zeros((len(marks) + 1, len(place)))
    for row, (entry, judge) in enumerate(marks):
        design[row, place[entry]] = design[row, place[judge]] = 1
    design[-1, len(entries) :] = 1
    found = np.linalg.lstsq(design, np.array([*marks.values(), 0.0]), rcond=None)[0]
    return dict(zip(entries, found[: len(entries)].tolist(), strict=True))


def full(marks: Marks, estimator: Estimator) -> tuple[float, float]:
    """Seconds of CPU and by the clock."""
    used = spent(lambda: judge_effects(marks, estimator), 2)
    begun = time.perf_counter()
    judge_effects(marks, estimator)
    return used, time.perf_counter() - begun


def whole(marks: Marks, estimator: Estimator) -> float:
    """Seconds of CPU of the whole engine: marks in, calibrated exactly rounded scores and ranks."""
    steps = [
        {"reduce": "criterion", "by": "sum"},
        {"calibrate": "judge_effect", "estimator": estimator, "places": 6, "mode": "half_up"},
        {"reduce": "judge", "by": "mean"},
        {"round": 2, "mode": "half_up", "as": "score"},
        {"rank": [{"key": "score"}]},
    ]
    criteria = [{"key": "all", "max": "120", "step": "0.25"}]
    stages = {"panel": {"criteria": criteria, "steps": steps}}
    part = parse_rule_set({"schema": 1, "stages": stages}).part("panel")
    entries = tuple(Entry(key) for key in sorted({entry for entry, _ in marks}))
    sheets = tuple(Sheet("panel", *key, {"all": int(mark * 100)}) for key, mark in marks.items())
    facts = Facts(entries, sheets=sheets)
    return spent(lambda: calculate(part, facts), 1)


def distance(found: Effects, expected: dict[str, float]) -> float:
    """How far the furthest estimate is from the reference."""
    return max(abs(found.entries[entry] - value) for entry, value in expected.items())


def timed(work: Callable[[], dict[str, float]]) -> tuple[float, dict[str, float]]:
    """Seconds of CPU of one turn, and what it gave."""
    begun = time.process_time()
    answer = work()
    return time.process_time() - begun, answer


def main() -> None:
    """The reference where it can be run, ours everywhere."""
    ratio, furthest, slowest = 0.0, 0.0, 0.0
    for entries, judges in SIZES:
        marks = made(entries, judges)
        label = f"{entries} x {judges}, {len(marks)} marks"
        if entries <= LARGEST_OF_REFERENCE:
            used, expected = timed(lambda m=marks: dense(m))
            found = judge_effects(marks, Estimator.LEAST_SQUARES)
            furthest = max(furthest, distance(found, expected))
            print(f"{label}: dense least squares {used:.2f} s of CPU")
        for estimator in Estimator:
            own, clock = full(marks, estimator)
            print(f"{label}: {estimator.value} {own:.2f} s of CPU, {clock:.2f} s by the clock")
            if estimator is Estimator.LEAST_SQUARES and entries == LARGEST_OF_REFERENCE:
                ratio = used / own
            slowest = max(slowest, own)
    for estimator in (Estimator.LEAST_SQUARES, Estimator.RANDOM):
        all_of_it = whole(marks, estimator)
        print(f"{label}: {estimator.value} and all other steps {all_of_it:.2f} s of CPU")
        slowest = max(slowest, all_of_it)
    print(f"furthest estimate from the dense one: {furthest:.1e}")
    conclude(
        "calibration",
        f"dense least squares at {LARGEST_OF_REFERENCE} entries",
        ratio,
        1.0,
        slowest < AIM_SECONDS and furthest < NEAR,
        cpu_seconds=round(slowest, 2),
        seconds_aim=AIM_SECONDS,
    )


if __name__ == "__main__":
    main()
