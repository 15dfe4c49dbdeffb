"""Every other list of a competition given out as a table; each export is recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from competition.documents.list_tables import (
    AWARDS,
    AWARDS_SHEET,
    BOARD,
    BOARD_SHEET,
    CERTIFICATE_STATES,
    CERTIFICATES,
    CERTIFICATES_SHEET,
    JUDGES,
    JUDGES_SHEET,
    RESULT_NOTES,
    STANDINGS_SHEET,
    YES,
    list_table,
    standings_headers,
)
from competition.documents.tables.write import Table
from competition.models import (
    Certificate,
    Competition,
    Entry,
    EntryMember,
    ResultVersion,
    Stage,
    database,
)
from competition.services.audit import record
from competition.services.judging.board import DUE, read_board
from competition.services.judging.judges import list_judges
from competition.services.principal import Principal
from competition.services.results.reading import ResultSheet, sheet_of_version

Rows = list[Sequence[str]]


def export_judges(actor: Principal, competition: Competition) -> Table:
    """The judges in office with panels, declared conflicts and what is left to score."""
    zone = ZoneInfo(competition.time_zone)
    with database.writing() as session:
        rows: Rows = [
            (
                line.judge.name,
                line.judge.account.login,
                line.unit,
                line.judge.expertise,
                YES if line.judge.is_chief else "",
                "、".join(line.panels),
                _moment(line.judge.conflicts_declared_at, zone),
                str(line.conflicts),
                str(line.open_assignments),
            )
            for line in list_judges(competition.id)
        ]
        _record(
            session, actor, "judge.export", f"competition:{competition.id}", competition.id, rows
        )
    return list_table(JUDGES_SHEET, JUDGES, rows)


def export_board(actor: Principal, stage: Stage) -> Table:
    """Who has scored how much in a stage; never a mark."""
    with database.writing() as session:
        rows: Rows = [
            (
                panel.name,
                row.name,
                str(sum(state in DUE for state in row.states)),
                *(
                    str(row.states.count(state))
                    for state in ("done", "draft", "none", "recused", "absent")
                ),
            )
            for panel in read_board(stage).panels
            for row in panel.rows
        ]
        _record(session, actor, "board.export", f"stage:{stage.id}", stage.competition_id, rows)
    return list_table(BOARD_SHEET, BOARD, rows)


def export_standings(actor: Principal, result: ResultVersion) -> Table:
    """The lines of a result version in order, all groups."""
    with database.writing() as session:
        sheet = sheet_of_version(session, result)
        groups = dict(sheet.groups)
        rows: Rows = [
            (
                groups.get(line.group, ""),
                line.rank_text,
                line.number,
                line.title,
                line.unit,
                *line.stage_scores,
                line.score,
                line.tier_name,
                YES if line.advances else "",
                RESULT_NOTES.get(line.note, line.note),
            )
            for line in sheet.lines
        ]
        _record_result(session, actor, "result.export", result, rows)
    return list_table(STANDINGS_SHEET, standings_headers([name for _, name in sheet.stages]), rows)


def export_awards(actor: Principal, result: ResultVersion) -> Table:
    """The winners of a result version by tier, with their members in order."""
    with database.writing() as session:
        sheet = sheet_of_version(session, result)
        rows = _winners(session, sheet)
        _record_result(session, actor, "award.export", result, rows)
    return list_table(AWARDS_SHEET, AWARDS, rows)


def export_certificates(actor: Principal, competition: Competition) -> Table:
    """The register of certificates in the order of issue; without the secrets of their codes."""
    zone = ZoneInfo(competition.time_zone)
    with database.writing() as session:
        found = session.scalars(
            select(Certificate)
            .where(Certificate.competition_id == competition.id)
            .options(
                defer(Certificate.token_sealed),
                joinedload(Certificate.entry).load_only(Entry.number, Entry.title, Entry.unit_name),
            )
            .order_by(Certificate.id)
        )
        rows: Rows = [_certificate(each, zone) for each in found]
        _record(
            session,
            actor,
            "certificate.export",
            f"competition:{competition.id}",
            competition.id,
            rows,
        )
    return list_table(CERTIFICATES_SHEET, CERTIFICATES, rows)


def _certificate(each: Certificate, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        each.number,
        CERTIFICATE_STATES[each.state],
        str(each.values.get("tier", "")),
        each.entry.number or "",
        each.entry.title,
        each.entry.unit_name,
        "、".join(each.values.get("names", ())),
        _moment(each.issued_at, zone),
        _moment(each.revoked_at, zone),
        each.revoked_reason,
    )


def _winners(session: Session, sheet: ResultSheet) -> Rows:
    groups = dict(sheet.groups)
    tiers = list(dict.fromkeys(line.tier for line in sheet.lines if line.tier))
    winners = [line for line in sheet.lines if line.tier]
    members: dict[int, list[str]] = {}
    for entry_id, name in session.execute(
        select(EntryMember.entry_id, EntryMember.name)
        .where(EntryMember.entry_id.in_([line.entry_id for line in winners]))
        .order_by(EntryMember.entry_id, EntryMember.position)
    ):
        members.setdefault(entry_id, []).append(name)
    return [
        (
            line.tier_name,
            line.number,
            line.title,
            line.unit,
            groups.get(line.group, ""),
            "、".join(members.get(line.entry_id, ())),
            line.rank_text,
            line.score,
        )
        for tier in tiers
        for line in winners
        if line.tier == tier
    ]


def _moment(when: datetime | None, zone: ZoneInfo) -> str:
    return f"{when.astimezone(zone):%Y-%m-%d %H:%M}" if when else ""


def _record_result(
    session: Session, actor: Principal, action: str, result: ResultVersion, rows: Rows
) -> None:
    _record(session, actor, action, f"result:{result.id}", result.competition_id, rows)


def _record(
    session: Session, actor: Principal, action: str, subject: str, competition_id: int, rows: Rows
) -> None:
    detail: dict[str, Any] = {"count": len(rows)}
    record(session, actor, action, subject, competition_id=competition_id, detail=detail)
