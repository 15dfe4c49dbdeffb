"""1,740 entries before 7 judges with 6 criteria, all ranked anew.

The usual application keeps its marks as rows and reads them as ORM objects each time
(`benchmarks/plain_rerank.py`); ours keeps them in memory as columns. Both give the score of each
entry as text and its rank. Beside it: the same without reading, from the engine's dictionaries
(which also finds what blocks publication, and keeps what derivations need), plain lists of
Decimals and of floats, and NumPy in floating point. Each way gives the same ranks or the
difference is printed. Peak memory is that of a process of its own.
"""

import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.panel_scene import CRITERIA, JUDGES, KEYS, Panel, panel, rules
from benchmarks.plain_rerank import (
    Ranks,
    Session,
    by_lists,
    by_numpy,
    by_objects,
    decimal_score,
    float_score,
    from_rows,
    loaded,
    stored,
)
from benchmarks.report import conclude, peak, spent
from competition.domain.columns import Cube, Ranked, cube_of, ranked
from competition.domain.rules import calculate

ENTRIES = 1740
AIM = 200
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGEST_OF_ENGINE = 100_000


def lines(found: Ranked) -> Ranks:
    """Score as text and rank of every entry, as the usual way gives them."""
    return [(found.score_of(at) or "", rank) for at, rank in enumerate(found.place.tolist())]


def tenths(scene: Panel, kind: Callable[[int], Any]) -> list[list[list[Any]]]:
    """The marks as plain lists of another kind of number."""
    return [[[kind(mark) for mark in sheet] for sheet in own] for own in scene.marks]


def measure(scene: Panel, folder: Path) -> dict[str, float]:
    """Seconds of CPU of each way; that they agree is checked first."""
    engine = stored(scene.marks, f"sqlite:///{folder / 'rows.sqlite'}")
    cube = cube_of(scene.part, scene.facts)
    decimals = tenths(scene, lambda mark: Decimal(mark) / 10)
    floats = tenths(scene, lambda mark: mark / 10)
    array = np.array(floats)
    exact = lines(ranked(scene.part, cube))
    assert exact == from_rows(engine) == by_lists(decimals, decimal_score)
    evaluation = calculate(scene.part, scene.facts).evaluation
    assert [rank for _, rank in exact] == [
        one.rank for one in sorted(evaluation.standings, key=lambda one: one.entry)
    ]
    ranks = [rank for _, rank in exact]
    plain = [rank for _, rank in by_lists(floats, float_score)]
    print(f"entries whose rank is wrong: plain floats {differing(ranks, plain)}, "
          f"NumPy {differing(ranks, by_numpy(array).tolist())}, Decimal and ours 0")  # fmt: skip
    with Session(engine) as session:
        objects = loaded(session)
        return {
            "orm rows read, Decimal": spent(lambda: from_rows(engine), 2),
            "orm objects already read, Decimal": spent(lambda: by_objects(objects)),
            "plain lists of Decimal": spent(lambda: by_lists(decimals, decimal_score)),
            "plain lists of float": spent(lambda: by_lists(floats, float_score)),
            "NumPy float, ranks only": spent(lambda: by_numpy(array), 9),
            "ours from facts, with blocks": spent(lambda: calculate(scene.part, scene.facts), 5),
            "ours, facts into columns": spent(lambda: cube_of(scene.part, scene.facts), 5),
            "ours by columns": spent(lambda: lines(ranked(scene.part, cube)), 9),
            "ours by columns, ranks only": spent(lambda: ranked(scene.part, cube), 9),
        }


def differing(one: list[Any], other: list[Any]) -> int:
    """In how many places two lists differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def grow() -> None:
    """From a thousand sheets to a million."""
    part = rules()
    for sheets in SIZES:
        count = sheets // JUDGES
        marks = np.random.default_rng(1).integers(0, 201, (count, JUDGES, CRITERIA))
        names = [f"E{number:07}" for number in range(count)]
        judges = tuple(f"J{number}" for number in range(JUDGES))
        cube = Cube(("entry", "judge", "criterion"), (names, judges, KEYS), marks, 10)
        told = f"{sheets} sheets: by columns {spent(lambda c=cube: ranked(part, c)) * 1e3:.1f} ms"
        told += f", NumPy float {spent(lambda m=marks: by_numpy(m / 10)) * 1e3:.1f} ms"
        if sheets <= LARGEST_OF_ENGINE:
            scene = panel(count)
            seconds = spent(lambda s=scene: calculate(s.part, s.facts), 2)
            told += f", from facts {seconds * 1e3:.1f} ms"
        print(told, flush=True)


def once(way: str, folder: Path) -> None:
    """One way alone, for its peak memory."""
    scene = panel(ENTRIES)
    if way == "orm":
        from_rows(stored(scene.marks, f"sqlite:///{folder / 'rows.sqlite'}"))
    elif way == "facts":
        calculate(scene.part, scene.facts)
    elif way == "columns":
        lines(ranked(scene.part, cube_of(scene.part, scene.facts)))


def main() -> None:
    """Every way, the derivation of one entry, growth, memory."""
    scene = panel(ENTRIES)
    with tempfile.TemporaryDirectory() as folder:
        seconds = measure(scene, Path(folder))
    for way, used in seconds.items():
        print(f"{way}: {used * 1e3:.2f} ms of CPU")
    done = calculate(scene.part, scene.facts)
    print(f"one derivation on demand: {spent(lambda: done.derive('E0000800')) * 1e3:.2f} ms")
    grow()
    own = {way: peak("benchmarks.rerank", way)[1] for way in ("scene", "orm", "facts", "columns")}
    print(", ".join(f"peak memory of {way}: {size} MiB" for way, size in own.items()))
    ours, floats = seconds["ours by columns"], seconds["plain lists of float"]
    read = seconds["orm rows read, Decimal"]
    conclude(
        "rerank",
        f"ORM rows of SQLite with Decimal: {read * 1e3:.0f} ms of CPU",
        read / ours,
        AIM,
        read / ours >= AIM and floats >= ours,
        objects_read=round(seconds["orm objects already read, Decimal"] / ours, 1),
        from_facts=round(read / seconds["ours from facts, with blocks"], 1),
        with_columns_made=round(read / (seconds["ours, facts into columns"] + ours), 1),
        to_float=round(floats / ours, 2),
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as place:
            once(sys.argv[1], Path(place))
    else:
        main()
