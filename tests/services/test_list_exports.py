import pytest
from flask import Flask
from sqlalchemy import select

from competition.documents.tables.write import Table
from competition.models import AuditRecord, Certificate, ResultVersion, database
from competition.services.certificates.issuing import issue_all
from competition.services.exchange.lists import (
    export_awards,
    export_board,
    export_certificates,
    export_judges,
    export_standings,
)
from tests.certificate_factories import awarded
from tests.factories import Make
from tests.judging_factories import scoring_contest
from tests.services.test_results import computed, scored, stage_of


def rows_of(table: Table) -> list[dict[str, str]]:
    heads = [column.header for column in table.columns]
    return [dict(zip(heads, row, strict=True)) for row in table.rows]


def recorded(action: str) -> list[dict[str, object]]:
    return list(
        database.session.scalars(select(AuditRecord.detail).where(AuditRecord.action == action))
    )


def test_the_judges_of_a_competition_go_out_with_their_panels(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=3, entries=2)
    competition = contest.competition

    rows = rows_of(export_judges(contest.organiser, competition))

    assert len({row["登录名"] for row in rows}) == 3
    assert {row["待评"] for row in rows} == {"2"}
    assert recorded("judge.export") == [{"count": 3}]


def test_progress_goes_out_in_counts_never_in_marks(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=3, entries=2)
    contest.submit(contest.assignments()[0])

    rows = rows_of(export_board(contest.organiser, stage_of(contest)))

    counted = ("应评", "已评", "草稿", "未评", "回避", "缺席")
    assert sorted(tuple(row[each] for each in counted) for row in rows) == [
        ("2", "0", "0", "2", "0", "0"),
        ("2", "0", "0", "2", "0", "0"),
        ("2", "1", "0", "1", "0", "0"),
    ]
    assert recorded("board.export") == [{"count": 3}]


def test_standings_go_out_as_they_were_computed(app: Flask, make: Make) -> None:
    contest = scored(make, entries=4)
    result = computed(contest)

    rows = rows_of(export_standings(contest.organiser, result))

    assert [(row["名次"], row["总分"]) for row in rows][0] == ("1", "82.50")
    assert len(rows) == 4
    assert recorded("result.export") == [{"count": 4}]


def test_winners_and_their_certificates_go_out(app: Flask, make: Make) -> None:
    contest, _ = awarded(make, entries=2, names=[["李䶮", "欧阳明"], ["=王五"]])
    competition = contest.competition
    issue_all(contest.organiser, competition.id)
    result = database.session.scalars(
        select(ResultVersion).where(ResultVersion.state == "final")
    ).one()

    winners = rows_of(export_awards(contest.organiser, result))
    register = rows_of(export_certificates(contest.organiser, competition))

    assert [row["完成人"] for row in winners] == ["李䶮、欧阳明", "=王五"]
    assert [row["姓名"] for row in register] == ["李䶮、欧阳明", "=王五"]
    assert {row["状态"] for row in register} == {"有效"}
    assert [row["证书编号"] for row in register] == list(
        database.session.scalars(select(Certificate.number).order_by(Certificate.id))
    )
    assert (recorded("award.export"), recorded("certificate.export")) == (
        [{"count": 2}], [{"count": 2}]
    )  # fmt: skip


@pytest.mark.parametrize("entries", [1, 3])
def test_exporting_the_register_takes_three_statements(
    app: Flask,
    make: Make,
    count_statements,  # type: ignore[no-untyped-def]
    entries: int,
) -> None:
    contest, _ = awarded(make, entries=entries)
    issue_all(contest.organiser, contest.competition.id)
    competition = contest.competition

    with count_statements() as seen:
        export_certificates(contest.organiser, competition)

    assert len(seen) <= 4
