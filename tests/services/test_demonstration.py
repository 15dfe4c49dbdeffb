"""What the demonstration holds: the contests' calculation sheets, and the year of the works.

Every published score of the contests comes out of its printed calculation sheet; `make soak` reads
every sheet, other runs a seeded tenth of them.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from competition.cli.demonstration.hydropower import JOINER, LOTS, VETOED
from competition.cli.demonstration.load import load
from competition.domain.canonical import digest
from competition.domain.result_states import PUBLISHED
from competition.models import (
    AwardTier,
    Competition,
    Entry,
    Flag,
    Recommendation,
    RecommendationList,
    ResultVersion,
    Stage,
    Standing,
    database,
)
from competition.models.migrate import upgrade
from competition.services.periods.board import read_periods
from competition.services.periods.flag_reading import read_flag
from competition.services.periods.units import units_of
from competition.services.recommending.content import entry_digest
from competition.services.recommending.way import way_of
from competition.services.results.sheets import (
    SheetSource,
    all_sheets,
    sheet_pdf,
    sheet_source,
    sheets_pdf,
)
from tests.faults.counts import repetitions
from tests.installation import installations
from tests.sheet_script import findings, text_by_poppler, text_of


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, font_folder: Path
) -> Iterator[tuple[Flask, list[int]]]:
    """The application with the demonstration in it, and the published results of its contests."""
    place = tmp_path_factory.mktemp("demonstration")
    app = installations.open(place, font_folder)
    with app.app_context():
        upgrade(database.engine)
        load(lambda _words: None, today=date(2026, 6, 20))
        published = database.session.scalars(
            select(ResultVersion.id)
            .join(Competition, Competition.id == ResultVersion.competition_id)
            .where(ResultVersion.state.in_(PUBLISHED), Competition.kind == "innovation_contest")
        ).all()
    yield app, sorted(published)
    database.close()


def source_of(ident: int) -> SheetSource:
    return sheet_source(
        database.session, database.session.get_one(ResultVersion, ident), named=True
    )


def tenth_of(source: SheetSource) -> SheetSource:
    """The source with a tenth of its entries, in the soak run with all."""
    drawn = random.Random(2026).sample(sorted(source.lines), repetitions(len(source.lines)))
    return replace(source, lines={key: source.lines[key] for key in source.lines if key in drawn})


def published_scores(source: SheetSource, ident: int) -> dict[str, str]:
    """By the entry's name on its sheet, the score that the public reads."""
    keys = {entry: line.key for entry, line in source.lines.items()}
    rows = database.session.execute(
        select(Standing.entry_id, Standing.score).where(
            Standing.result_id == ident, Standing.entry_id.in_(source.lines)
        )
    )
    return {keys[row.entry_id]: row.score or "-" for row in rows}


@pytest.mark.soak
def test_every_published_score_of_the_demonstration_comes_out_of_its_sheet(
    demonstration: tuple[Flask, list[int]],
) -> None:
    app, published = demonstration
    counts = []

    for ident in published:
        with app.test_request_context():
            source = source_of(ident)
            counts.append(len(source.lines))
            source = tenth_of(source)
            scores = published_scores(source, ident)
            pdf = sheets_pdf(all_sheets(source), "计分单")
        found = findings(text_by_poppler(pdf))
        assert [one for one in found if one[2] or one[3]] == []
        assert {entry: score for entry, score, _problem, _taken in found} == scores
        assert len(found) == repetitions(375)

    assert counts == [375, 375, 375]


def test_any_changed_mark_of_a_sheet_of_the_demonstration_is_noticed(
    demonstration: tuple[Flask, list[int]],
) -> None:
    app, published = demonstration
    with app.test_request_context():
        source = source_of(published[1])
        text = text_of(sheet_pdf(source, next(iter(source.lines))))
    marks = list(re.finditer(r"(?m)(?<= )\d+\.\d(?=[ ↑↓])(?=.*(?:计入|去掉最高|去掉最低)$)", text))

    changed = [
        text[: mark.start()] + f"{float(mark[0]) + 0.5:.1f}" + text[mark.end() :] for mark in marks
    ]

    assert [one[2] for one in findings(text)] == [""]
    assert len(changed) == 2 * 7 * 6
    assert all(findings(one)[0][2] for one in changed)


def works(place: int) -> Competition:
    """The year of the works that ended, or the one that begins."""
    kind = Competition.kind == "labour_competition"
    return database.session.scalars(select(Competition).where(kind).order_by(Competition.id)).all()[
        place
    ]


def of_the_year(kind: str) -> dict[str, tuple[str, str]]:
    """By title, the rank and the award of the year that ended."""
    rows = database.session.execute(
        select(Entry.title, Standing.rank_text, AwardTier.name)
        .join(Standing, Standing.entry_id == Entry.id)
        .join(ResultVersion, ResultVersion.id == Standing.result_id)
        .outerjoin(AwardTier, AwardTier.id == Standing.tier_id)
        .where(
            ResultVersion.competition_id == works(0).id,
            ResultVersion.stage_id.is_(None),
            ResultVersion.state == "final",
            Entry.kind == kind,
        )
    )
    return {row.title: (row.rank_text, row.name or "") for row in rows}


def test_a_lot_with_a_fatal_accident_loses_the_award_of_the_year_and_keeps_its_rank(
    demonstration: tuple[Flask, list[int]],
) -> None:
    with demonstration[0].app_context():
        lots, crews = of_the_year("lot"), of_the_year("crew")

    by_rank = [award for _, award in sorted(lots.values())]
    assert lots[VETOED.name] == ("1", "")
    assert by_rank[:4] == ["", "优胜单位", "优胜单位", "先进单位"]
    assert crews[VETOED.crew][1] == ""


def test_a_lot_that_joined_half_way_is_ranked_by_the_months_it_took_part_in(
    demonstration: tuple[Flask, list[int]],
) -> None:
    with demonstration[0].app_context():
        units, _total = units_of(works(0), page=1, size=50)
        ranks = [rank for rank, _ in of_the_year("lot").values()]

    assert [unit.periods for unit in units if unit.title == JOINER.name] == [7]
    assert sorted(ranks) == ["1", "2", "3", "4", "5", "6"]


def test_whoever_wins_three_quarters_in_a_row_keeps_the_flag(
    demonstration: tuple[Flask, list[int]],
) -> None:
    with demonstration[0].app_context():
        flag = database.session.scalars(
            select(Flag).where(Flag.competition_id == works(0).id)
        ).one()
        history = read_flag(database.session, flag)
        kept = [history.names[int(one.unit)].title for one in history.record.kept]

    assert kept == [LOTS[2].name]


def test_the_next_year_waits_for_reports_of_its_first_month(
    demonstration: tuple[Flask, list[int]],
) -> None:
    with demonstration[0].app_context():
        [first, second, *_] = read_periods(works(1))
        locked = database.session.scalars(
            select(Stage.state).where(Stage.competition_id == works(0).id, Stage.kind == "scoring")
        ).all()

    assert (first.stage.state, first.figures.done, first.figures.due) == ("open", 2, 30)
    assert second.stage.state == "draft"
    assert set(locked) == {"locked"}


def test_the_entries_of_this_year_climbed_two_levels_in_lists_whose_digests_hold(
    demonstration: tuple[Flask, list[int]],
) -> None:
    with demonstration[0].app_context():
        steps = database.session.execute(
            select(Recommendation.serial, func.count()).group_by(Recommendation.serial)
        ).all()
        lists = database.session.scalars(select(RecommendationList)).all()
        entry = database.session.scalars(select(Entry).join(Recommendation)).first()
        assert entry is not None
        way = way_of(database.session, entry.id)
        kept = {told["id"]: told["digest"] for one in lists for told in one.content["entries"]}

        assert [tuple(one) for one in steps] == [(1, 375), (2, 375)]
        assert [one.digest == digest(one.content) for one in lists] == [True] * len(lists)
        assert kept[entry.id] == entry_digest(entry)
        assert [step.state for step in way] == ["forwarded", "forwarded"]
