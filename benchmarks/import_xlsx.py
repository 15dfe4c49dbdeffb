"""Import of 100,000 members from Excel: the product's import against openpyxl with add_all.

Ours is the function behind the import page: the file is guarded, read, each cell checked, title and
unit compared with the file and the database, limits counted, all written in one transaction. The
reference is what one writes first: openpyxl's load_workbook, the same rules for names and answers,
one ORM object for each entry and member, add_all, commit. It looks for no duplicates and counts no
limits, so it does less. Both read the same file of teams, 8 members in a row with name, unit and
duty; with --full each row is an outcome with a whole application form besides, submitted and
numbered at once. CPU time is compared, since the machine may be shared; wall time is printed too.
Ours takes its turn before, between and after, and its median counts.
"""

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median

import openpyxl
from sqlalchemy import select

from benchmarks.report import conclude, say_floor
from competition import create_app
from competition.documents.entry_table import (
    KINDS,
    TITLE,
    entry_table,
    field_key,
    member_key,
    typed_answer,
)
from competition.documents.tables.write import workbook_bytes
from competition.domain.access import Role
from competition.domain.entry_answers import check_answers
from competition.domain.people import normal_name
from competition.models import Competition, Entry, EntryEvent, EntryMember, Track, database
from competition.models.migrate import upgrade
from competition.services.entries.numbers import next_numbers
from competition.services.exchange.entry_import import import_entries
from competition.services.exchange.layout import form_versions, layout_of
from competition.services.identity.accounts import create_user
from competition.services.identity.sessions import principal_of
from competition.services.organisations import UnitValues, create_organisation
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.competitions import create_from_preset

AIM = 10
MEMBERS_A_ROW = 8
SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "建晓志素文丽海秀明军红梅国燕强华斌娟涛英",
)
TEXTS = {
    "kind": "装备与工具研制",
    "completed_on": "2025-11-20",
    "summary": "在不停电的条件下判断操作机构的健康状态，减少停电检测的次数。",
    "problem": "停电检测影响供电，漏检会造成拒动。",
    "novelty": "非接触取样，现场判别。",
    "technology": "振动信号与电流信号联合判别。",
    "application": "已在 12 座变电站应用 18 个月。",
    "economic_benefit": "286.5",
    "rights": "授权发明专利；计算机软件著作权",
    "prospects": "可用于同类断路器。",
    "contact": "林则徐",
    "contact_phone": "028-88886666",
}


def name_of(number: int) -> str:
    """An invented name; two thousand people share none."""
    return SURNAMES[number % 20] + chr(0x4E00 + number * 7 % 20_000) + GIVEN[number // 20 % 20]


def filled_row(number: int, tracks: tuple[str, ...], *, full: bool) -> dict[str, str]:
    """One entry with its members, different from all others."""
    unit = f"蜀江第{number // 4}工程公司"
    row = {field_key(key): text for key, text in TEXTS.items()} if full else {"kind": "团队"}
    row |= {
        "track": tracks[number % len(tracks)],
        "unit": unit,
        TITLE: f"断路器操作机构带电检测装置第{number}号改造",
    }
    for place in range(1, MEMBERS_A_ROW + 1):
        row[member_key(place, "name")] = name_of(number * MEMBERS_A_ROW + place)
        row[member_key(place, "unit")] = unit
        row[member_key(place, "duty")] = "方案设计与现场试验"
    return row


def workbook_of(competition: Competition, rows: int, *, full: bool) -> bytes:
    """The file as an organiser would send it, made from this competition's table."""
    layout = layout_of(database.session, competition, form_versions(database.session, competition))
    table = entry_table(
        layout, (filled_row(each, layout.tracks, full=full) for each in range(rows))
    )
    return workbook_bytes(table)


def the_usual_way(
    competition: Competition, content: bytes, *, state: str, read_only: bool = False
) -> None:
    """openpyxl, the same rules cell by cell, ORM objects, add_all."""
    versions = form_versions(database.session, competition)
    layout = layout_of(database.session, competition, versions)
    keys = [column.key for column in entry_table(layout, ()).columns]
    sheet = openpyxl.load_workbook(BytesIO(content), read_only=read_only).worksheets[0]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    with database.writing() as session:
        tracks = {
            track.name: track
            for track in session.scalars(
                select(Track).where(Track.competition_id == competition.id)
            )
        }
        entries = []
        for cells in rows:
            row = {key: str(cell or "").strip() for key, cell in zip(keys, cells, strict=True)}
            typed = {
                field.key: typed_answer(field, text)
                for field in versions.current.fields
                if (text := row[field_key(field.key)])
            }
            checked = check_answers(versions.current, typed, complete=state == "submitted")
            if checked.faults:
                raise ValueError(checked.faults)
            entry = Entry(
                competition_id=competition.id,
                form_id=versions.current_id,
                kind=KINDS.get(row["kind"], "outcome"),
                track=tracks[row["track"]],
                title=row[TITLE],
                unit_name=row["unit"],
                answers=checked.answers,
                state=state,
                created_at=now(),
                changed_at=now(),
                submitted_at=now() if state == "submitted" else None,
            )
            entry.members = [
                EntryMember(
                    position=place,
                    name=normal_name(row[member_key(place, "name")]),
                    unit_name=row[member_key(place, "unit")],
                    duty=row[member_key(place, "duty")],
                )
                for place in range(1, MEMBERS_A_ROW + 1)
                if row[member_key(place, "name")]
            ]
            entries.append(entry)
        if state == "submitted":
            numbers = next_numbers(session, competition, [entry.track for entry in entries])
            for entry, number in zip(entries, numbers, strict=True):
                entry.number = number
        session.add_all(entries)
        session.flush()
        session.add_all(EntryEvent(entry_id=each.id, kind="import", at=now()) for each in entries)


def contest(actor: Principal, organisation_id: int, name: str) -> int:
    """A competition from the preset, whose limits the file keeps."""
    return create_from_preset(
        actor,
        preset="innovation_contest",
        organisation_id=organisation_id,
        name=name,
        edition="第一届",
        year=2026,
        opens_on=date(2026, 3, 1),
    )


def event(ident: int) -> Competition:
    """The competition in this thread's session."""
    return database.session.get_one(Competition, ident)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def organiser() -> tuple[Principal, int]:
    """Somebody who may set competitions up, and their organisation."""
    account = create_user(
        None, login="keeper", name="管理员", password="山高水长 123456", role=Role.ADMINISTRATOR
    )
    unit = create_organisation(
        principal_of(account), UnitValues(None, "provincial", "SJ01", "蜀江省总工会")
    )
    host = create_user(
        None,
        login="host",
        name="周组织",
        password="山高水长 123456",
        role=Role.ORGANISER,
        organisation_id=unit,
    )
    return principal_of(host), unit


def stored_members(competition: Competition) -> list[tuple[object, ...]]:
    """Everything that both ways must have written alike."""
    rows = database.session.execute(
        select(
            Entry.number,
            Entry.title,
            EntryMember.position,
            EntryMember.name,
            EntryMember.unit_name,
            EntryMember.duty,
        )
        .join(Entry, Entry.id == EntryMember.entry_id)
        .where(Entry.competition_id == competition.id)
        .order_by(Entry.title, EntryMember.position)
    )
    return [tuple(row) for row in rows]


def main() -> None:
    """Import one file both ways, compare what was written, print times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--full", action="store_true", help="whole forms, submitted")
    arguments = parser.parse_args()
    state = "submitted" if arguments.full else "draft"
    rows = arguments.members // MEMBERS_A_ROW
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        create_app(folder, testing=True, embedded_jobs=False, log_level="CRITICAL")
        upgrade(database.engine)
        actor, unit = organiser()
        contests = [contest(actor, unit, f"职工创新大赛{each}") for each in "甲乙丙丁戊"]
        content = workbook_of(event(contests[0]), rows, full=arguments.full)
        print(f"{rows} entries, {rows * MEMBERS_A_ROW} members, {len(content) / 1e6:.1f} MB")
        say_floor(folder, "before")
        ways: dict[str, Callable[[int], object]] = {
            "ours": lambda ident: import_entries(actor, event(ident), content, state=state),
            "openpyxl, add_all": lambda ident: the_usual_way(event(ident), content, state=state),
            "openpyxl read-only": lambda ident: the_usual_way(
                event(ident), content, state=state, read_only=True
            ),
        }
        turns = ("ours", "openpyxl, add_all", "ours", "openpyxl read-only", "ours")
        times: dict[str, list[float]] = {words: [] for words in ways}
        for words, ident in zip(turns, contests, strict=True):
            cpu, wall = timed(partial(ways[words], ident))
            times[words].append(cpu)
            database.release()
            print(f"{words}: {cpu:.2f} s of CPU, {wall:.2f} s", flush=True)
        say_floor(folder, "after")
        written = [stored_members(event(each)) for each in contests]
        if any(one != written[0] for one in written) or len(written[0]) != rows * MEMBERS_A_ROW:
            raise RuntimeError("the two ways wrote different members")
        database.close()
    ours, usual, sparing = (median(times[words]) for words in ways)
    conclude(
        "import-xlsx",
        f"openpyxl with ORM add_all: {usual:.1f} s of CPU for {rows * MEMBERS_A_ROW} members",
        usual / ours,
        AIM,
        usual / ours >= AIM,
        ours=f"{ours:.1f} s of CPU",
        ratio_to_read_only=round(sparing / ours, 2),
    )


if __name__ == "__main__":
    main()
