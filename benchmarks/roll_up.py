"""Participation rolled up over the tree: participations and distinct people, by span and industry.

DuckDB has the same rows in memory, with the closure table and the spans in which each report
counts, and groups them with `count(DISTINCT …)`; that both give the same figures is checked. Ours
reads the reports from the database and writes all figures back besides. One record is a report of
one person, counted into all organisations above; a figure is all that is kept of a node in a year.
CPU of this process is measured; on PostgreSQL, which works in its own, time by the clock.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import select

from benchmarks.branch_scene import SIZES, province, quickest, unit_id
from benchmarks.report import conclude
from benchmarks.roll_up_duckdb import figures_in_duckdb, rows_in_duckdb
from competition.cli.demonstration.participation_load import load_participation
from competition.domain.participation import pack_list, unpack_list
from competition.models import ParticipationReport, ParticipationTotal, database
from competition.services.participation.counting import count_in, take_out
from competition.services.participation.moving import counted
from competition.services.participation.reading import figures_of
from competition.services.participation.rolling import rebuild_year

YEAR, RECORDS = 2025, {SIZES[0]: 500_000, SIZES[1]: 5_000_000}
AIM, RECORD_MS, GROWTH = 1, 1.0, 2
NODES = {"province": "SJ", "city": "SJ01", "county": "SJ0101", "township": "SJ010101"}
TURNS = 200


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of CPU on SQLite, of time elsewhere, and what the work gives."""
    clock = time.process_time if database.embedded else time.perf_counter
    begun = clock()
    found = work()
    return clock() - begun, found


def rebuilt() -> None:
    """All figures of the year written anew."""
    with database.writing() as session:
        rebuild_year(session, YEAR)


def check_same(memory: duckdb.DuckDBPyConnection) -> None:
    """DuckDB's figures are those that are kept."""
    total = ParticipationTotal
    kept = database.session.execute(
        select(
            total.organisation_id, total.span, total.industry, total.participations, total.people
        ).where(total.year == YEAR)
    )
    theirs = memory.execute("SELECT above, span, industry, participations, people FROM figures")
    assert {tuple(row) for row in kept} == set(theirs.fetchall())


def one_record() -> float:
    """Milliseconds in which a report of one person is counted into all above, the least of many.

    The person stands in other reports of the same unit and, at times, of another one.
    """
    session = database.session
    row = session.scalars(
        select(ParticipationReport.id)
        .where(ParticipationReport.year == YEAR, ParticipationReport.people > 5)
        .order_by(ParticipationReport.id.desc())
        .limit(1)
    ).one()
    known = counted(session, row)
    keys = list(unpack_list(known.listed))
    session.rollback()
    clock = time.process_time if database.embedded else time.perf_counter
    found = []
    with database.writing() as writing:
        connection = writing.connection()
        for turn in range(TURNS):
            listed = pack_list({keys[turn % len(keys)]: 1})
            one = replace(known, participations=1, declared=0, listed=listed)
            take_out(connection, one)
            begun = clock()
            count_in(connection, one)
            found.append(clock() - begun)
        writing.rollback()
    return min(found) * 1000


def measure(engine: str, size: int) -> dict[str, float]:
    """Seconds of both roll-ups, milliseconds of one record and of each node's figures."""
    loading, reports = timed(lambda: load_participation(YEAR, RECORDS[size]))
    print(
        f"{engine} {size:>7} {reports} reports, {RECORDS[size]} records loaded in {loading:.1f} s"
    )
    ours, _ = timed(rebuilt)
    memory = rows_in_duckdb()
    cpu, wall = time.process_time(), time.perf_counter()
    figures_in_duckdb(memory)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    theirs = cpu if database.embedded else wall
    print(f"{engine} {size:>7} rebuilt in {ours:.2f} s, DuckDB {theirs:.2f} s", flush=True)
    check_same(memory)
    memory.close()
    record = one_record()
    reads = {
        name: quickest(lambda node=unit_id(code): figures_of(node, YEAR))
        for name, code in NODES.items()
    }
    told = ", ".join(f"{name} {value:.2f}" for name, value in reads.items())
    print(f"{engine} {size:>7} one record {record:.3f} ms; a node's figures {told} ms", flush=True)
    return {"ours": ours, "theirs": theirs, "record": record, **reads}


def main() -> None:
    """Both sizes on both databases."""
    ratios, records, growths = [], [], []
    for engine in ("sqlite", "postgresql"):
        found = {}
        with tempfile.TemporaryDirectory() as folder:
            for size in SIZES:
                with province(engine, size, Path(folder)):
                    found[size] = measure(engine, size)
        small, whole = (found[size] for size in SIZES)
        ratios.append(whole["theirs"] / whole["ours"])
        if engine == "sqlite":
            records.append(whole["record"])
            growths += [whole[name] / small[name] for name in ("record", *NODES)]
    ratio, growth = min(ratios), max(growths)
    conclude(
        "roll-up",
        "DuckDB, count(DISTINCT) over the closure",
        ratio,
        AIM,
        ratio >= AIM and max(records) < RECORD_MS and growth <= GROWTH,
        one_record_ms=round(max(records), 3),
        growth_at_ten_times=round(growth, 2),
    )


if __name__ == "__main__":
    main()
