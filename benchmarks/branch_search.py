"""A page of organisations found by part of a name, by initials or by code, in a branch or in all.

The usual way is LIKE over names and codes with a count and an offset; it has no initials, so those
are set against the same letters looked for in the names. Beyond a thousand ours stops counting.
The ratio is the middle one; the growth from a tenth is that of CPU on SQLite.
"""

import tempfile
from pathlib import Path

from benchmarks.branch_scene import (
    ADMINISTRATOR,
    PAGE,
    SIZES,
    keeper,
    plain_search,
    province,
    quickest,
    unit_id,
)
from benchmarks.report import conclude
from competition.services.organisations.reading import list_organisations
from competition.services.organisations.search import MOST

AIM, GROWTH = 3, 3
QUERIES = {
    "a place": ("澜石市高坪", ""),
    "a rare word": ("嘉源北重型", ""),
    "two letters": ("嘉源", ""),
    "common words": ("有限公司", ""),
    "one letter": ("厂", ""),
    "not there": ("司工业会", ""),
    "initials": ("lssgpqzgh", ""),
    "code": ("SJ010203", ""),
    "in a city": ("重型机械", "SJ01"),
    "common in a city": ("有限公司", "SJ01"),
    "elsewhere": ("青岚市", "SJ01"),
    "in a township": ("有限公司", "SJ010101"),
}


def measure(engine: str, size: int) -> dict[str, tuple[float, float]]:
    """Milliseconds by query, ours and the usual way; that both agree is checked first."""
    found = {}
    for name, (query, code) in QUERIES.items():
        branch = unit_id(code) if code else None
        actor = keeper(branch)
        page = list_organisations(actor, ADMINISTRATOR, query=query, size=PAGE)
        codes, total = plain_search(query, branch)
        if name != "initials":
            assert page.more == (total > MOST), name
            assert page.more or page.total == total, name
            assert page.more or [row.organisation.code for row in page.rows] == codes, name
        ours = quickest(
            lambda actor=actor, query=query: list_organisations(
                actor, ADMINISTRATOR, query=query, size=PAGE
            )
        )
        usual = quickest(lambda query=query, branch=branch: plain_search(query, branch), 5)
        found[name] = (ours, usual)
        count = f"{page.total}{'+' if page.more else ''}"
        print(f"{engine} {size:>7} {name:16} {count:>6} found, ours {ours:7.2f} ms, "
              f"LIKE {usual:8.2f} ms")  # fmt: skip
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
        ratios += [usual / ours for ours, usual in whole.values()]
        if engine == "sqlite":
            growths += [whole[name][0] / small[name][0] for name in QUERIES]
    middle = sorted(ratios)[len(ratios) // 2]
    conclude(
        "branch-search",
        "LIKE over names, with count and offset",
        middle,
        AIM,
        middle >= AIM and max(growths) <= GROWTH,
        least=round(min(ratios), 2),
        growth_at_ten_times=round(max(growths), 2),
    )


if __name__ == "__main__":
    main()
