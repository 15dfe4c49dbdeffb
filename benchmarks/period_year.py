"""17 million values: a year of 141,400 units by the rules of `benchmarks/year_scene.py`.

Ours are exact columns (`competition/domain/columns`). Beside them, in floating point, DuckDB on two
threads, its table with a column for each indicator, which suits it best, and with a row for each
value; and NumPy. Plain Decimal and the engine's own dictionaries get the first units. All begin
with their own form of the marks in memory and answer with score and place of each unit. CPU time
counts, all threads together; peak memory is that of a process of its own, the making of the
marks included.
"""

import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from benchmarks.plain_year import LONG, WIDE, Answer, asked, by_decimal, by_numpy, opened
from benchmarks.report import conclude, peak, spent
from benchmarks.year_scene import UNITS, Year, cube, rules, year
from competition.domain.columns import Cube, Ranked, facts_of, ranked
from competition.domain.rules import calculate

AIM = 0.2
MOST_MIB = 2048
FEW = 1_414


def clocked(work: Callable[[], Any]) -> str:
    """Seconds of CPU and by the clock."""
    used = spent(work)
    begun = time.perf_counter()
    work()
    return f"{used * 1e3:.0f} ms of CPU, {(time.perf_counter() - begun) * 1e3:.0f} ms by the clock"


def check_few(scene: Year, found: Ranked, columns: Cube) -> None:
    """Decimal and the engine say the same of the first units."""
    plain = by_decimal(scene, FEW)
    assert plain == {at: Decimal(found.score_of(at) or 0) for at in range(FEW) if found.place[at]}
    few = Year(scene.off[:FEW], scene.there[:FEW])
    part = rules()
    done = calculate(part, facts_of(part, columns, range(FEW))).evaluation
    own = ranked(part, cube(few))
    assert {one.entry: one for one in done.standings} == {
        own.entries[at]: own.standing(at) for at in range(FEW)
    }


def differing(found: Ranked, answer: Answer) -> tuple[int, int]:
    """Units whose score differs from ours, and whose place does."""
    unit = answer["unit"]
    scores = found.score.numerators[unit] != np.rint(answer["score"] * 100).astype(np.int64)
    return int(scores.sum()), int((found.place[unit] != answer["place"]).sum())


def say_ways(scene: Year, columns: Cube) -> tuple[float, float]:
    """Print every way; seconds of CPU of DuckDB at its best, and of ours."""
    part = rules()
    found = ranked(part, columns)
    check_few(scene, found, columns)
    connection = opened(scene, with_long=True)
    floats = scene.off / 10
    ways: dict[str, Callable[[], Any]] = {
        "DuckDB, a column for each indicator": lambda: asked(connection, WIDE),
        "DuckDB, a row for each value": lambda: asked(connection, LONG),
        "NumPy float": lambda: by_numpy(floats, scene.there),
        "ours, exact columns": lambda: ranked(part, columns),
    }
    for name, work in ways.items():
        print(f"{name}: {clocked(work)}", flush=True)
    for name in list(ways)[:3]:
        scores, places = differing(found, ways[name]())
        print(f"{name}: {scores} scores and {places} places are wrong")
    few = facts_of(part, columns, range(FEW))
    decimal = spent(lambda: by_decimal(scene, FEW), 1) * UNITS / FEW
    engine = spent(lambda: calculate(part, few), 1) * UNITS / FEW
    print(f"plain Decimal, from {FEW} units: {decimal:.1f} s; our dictionaries: {engine:.1f} s")
    one = spent(lambda: calculate(part, facts_of(part, columns, [7])).derive("U000007"))
    print(f"one derivation on demand: {one * 1e3:.2f} ms")
    return spent(ways["DuckDB, a column for each indicator"]), spent(ways["ours, exact columns"])


def once(way: str) -> None:
    """One way alone, for its peak memory."""
    scene = year()
    if way == "duckdb":
        asked(opened(scene, with_long=False), WIDE)
    elif way == "numpy":
        by_numpy(scene.off / 10, scene.there)
    else:
        ranked(rules(), cube(scene))


def main() -> None:
    """Every way, then memory."""
    memory = {way: peak("benchmarks.period_year", way)[1] for way in ("ours", "duckdb", "numpy")}
    scene = year()
    reference, own = say_ways(scene, cube(scene))
    print(", ".join(f"peak memory of {way}: {size} MiB" for way, size in memory.items()))
    conclude(
        "period-year",
        f"DuckDB in floating point: {reference * 1e3:.0f} ms of CPU",
        reference / own,
        AIM,
        reference / own >= AIM and memory["ours"] < MOST_MIB,
        peak_mib=memory["ours"],
        peak_aim_mib=MOST_MIB,
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        once(sys.argv[1])
    else:
        main()
