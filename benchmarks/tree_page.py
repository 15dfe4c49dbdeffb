"""A node of the tree opened: what lies directly below with the totals of each branch.

The usual way counts what lies below by a recursive query; ours reads what is kept. The growth from
a tenth is that of CPU on SQLite; PostgreSQL's clock says too little on a busy machine.
"""

import tempfile
from pathlib import Path

from benchmarks.branch_scene import (
    ADMINISTRATOR,
    PAGE,
    SIZES,
    keeper,
    plain_tree,
    province,
    quickest,
    unit_id,
)
from benchmarks.report import conclude
from competition.services.organisations.opening import open_tree

AIM, GROWTH = 20, 1.5
NODES = {"province": "SJ", "city": "SJ01", "county": "SJ0101", "township": "SJ010101"}


def measure(engine: str, size: int) -> dict[str, tuple[float, float]]:
    """Milliseconds by node, ours and the usual way; that both agree is checked first."""
    found = {}
    for name, code in NODES.items():
        node = unit_id(code)
        rows = open_tree(keeper(), ADMINISTRATOR, node, size=PAGE).rows
        told = [
            (row.code, row.name, row.totals.units, row.totals.members, row.totals.above_scale)
            for row in rows
        ]
        assert told == plain_tree(node), name
        ours = quickest(lambda node=node: open_tree(keeper(), ADMINISTRATOR, node, size=PAGE))
        usual = quickest(lambda node=node: plain_tree(node), 5)
        found[name] = (ours, usual)
        print(f"{engine} {size:>7} {name:9} ours {ours:7.2f} ms, recursive query {usual:8.2f} ms")
    return found


def main() -> None:
    """Both sizes on both databases."""
    ratios, growths = [], []
    for engine in ("sqlite", "postgresql"):
        times = {}
        with tempfile.TemporaryDirectory() as folder:
            for size in SIZES:
                with province(engine, size, Path(folder)) as taken:
                    print(f"{engine} {size:>7} loaded in {taken:.1f} s")
                    times[size] = measure(engine, size)
        small, whole = (times[size] for size in SIZES)
        ratios.append(whole["province"][1] / whole["province"][0])
        if engine == "sqlite":
            growths += [whole[name][0] / small[name][0] for name in NODES]
    ratio, growth = min(ratios), max(growths)
    conclude(
        "tree-page",
        "recursive query over parents",
        ratio,
        AIM,
        ratio >= AIM and growth <= GROWTH,
        growth_at_ten_times=round(growth, 2),
    )


if __name__ == "__main__":
    main()
