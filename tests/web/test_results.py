"""The pages of results: seen by those who may, published by two, kept for the public."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Decision,
    Entry,
    Proposal,
    ResultVersion,
    database,
)
from competition.services.results.compute import compute_result
from competition.web.organiser.tie_decisions import order_of
from tests.entry_factories import at
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import scored, stage_of
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


def whole_result(contest: Contest, *, sees: str = "scores") -> int:
    """The online stage's outcome published as the result of the whole; returns its id."""
    result_id = compute_result(contest.organiser, contest.competition, stage_of(contest))
    with database.writing() as session:
        session.execute(
            update(ResultVersion)
            .where(ResultVersion.id == result_id)
            .values(stage_id=None, state="approved", approved_at=ResultVersion.computed_at)
        )
        session.execute(
            update(Competition)
            .where(Competition.id == contest.competition.id)
            .values(state="open", public_sees=sees, public_version=Competition.public_version + 1)
        )
    return result_id


def path_of(ident: int, page: str = "results") -> str:
    return f"/organiser/competitions/{ident}/{page}"


def test_the_organiser_sees_ranks_and_opens_a_number(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    ident = contest.competition.id
    entry_id, title = contest.entries[-1].id, contest.entries[-1].title
    organiser = visitor(contest.organiser)

    page = words(organiser.get(path_of(ident)))
    opened = words(organiser.get(f"{path_of(ident)}/entries/{entry_id}"))

    assert title in page
    assert "82.50" in page
    assert "平均分" in opened
    assert "评委甲" in opened


def test_a_missing_sheet_is_settled_on_the_page_of_its_entry(make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    missing, *others = contest.assignments()
    entry_id = missing.entry_id
    for assignment in others:
        contest.submit(assignment)
    contest.put("locked")
    organiser = visitor(contest.organiser)
    place = f"/organiser/stages/{contest.stage_id}/entries/{entry_id}"

    page = organiser.get(path_of(contest.ident) + "?part=online").text

    assert f'href="{place}"' in page
    assert "记为缺席" in organiser.get(place).text


def test_before_the_lock_no_mark_is_shown(app: Flask, make: Make, visitor: Come) -> None:
    contest = scoring_contest(make)
    ident = contest.competition.id
    for assignment in contest.assignments():
        contest.submit(assignment)

    page = words(visitor(contest.organiser).get(path_of(ident)))

    assert "尚未锁定" in page
    assert "86.5" not in page


def test_two_people_publish_a_result(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    ident = contest.competition.id
    second = make.account(Role.ORGANISER, competition_id=contest.competition.id)
    first, other = visitor(contest.organiser), visitor(second)

    answer = first.post(path_of(ident) + "?part=online")
    first.follow(answer)
    result_id = database.session.scalars(select(ResultVersion.id)).one()
    first.post(f"/organiser/results/{result_id}/propose", {"action": "publish"})
    proposal = database.session.scalars(select(Proposal.id)).one()
    first.post(f"/organiser/proposals/{proposal}/answer", {"answer": "approve"})
    alone = database.session.scalars(select(ResultVersion.state)).one()
    page = words(other.get(f"/organiser/results/{result_id}"))
    other.post(f"/organiser/proposals/{proposal}/answer", {"answer": "approve"})

    assert alone == "computed"
    assert "等待第二人审批" in page
    database.session.rollback()
    assert database.session.scalars(select(ResultVersion.state)).one() == "approved"


def test_a_stranger_finds_no_result(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    ident = contest.competition.id
    result_id = compute_result(contest.organiser, contest.competition, stage_of(contest))
    entry = contest.entries[0].id
    stranger = visitor(make.account(Role.ORGANISER, organisation=make.organisation()))

    stranger.get(path_of(ident), status=404)
    stranger.get(f"/organiser/results/{result_id}", status=404)
    stranger.get(f"/organiser/results/{result_id}/entries/{entry}", status=404)
    stranger.post(f"/organiser/results/{result_id}/propose", status=404)
    stranger.get("/organiser/results/99999", status=404)


def test_the_public_sees_what_the_host_chose(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    ident = contest.competition.id
    public = f"/competitions/{ident}/results"
    entry = contest.entries[-1].id
    visitor().get(public, status=404)
    whole_result(contest, sees="scores")

    scores = words(visitor().get(public))
    visitor().get(f"{public}/{entry}", status=404)
    with database.writing() as session:
        session.execute(update(Competition).values(public_sees="derivation"))
    opened = words(visitor().get(f"{public}/{entry}"))

    assert "82.50" in scores
    assert "平均分" in opened
    assert "评委甲" not in opened


def test_an_unchanged_public_result_is_not_sent_again(
    app: Flask,
    make: Make,
    visitor: Come,
    count_statements: Callable,  # type: ignore[type-arg]
) -> None:
    contest = scored(make)
    ident = contest.competition.id
    whole_result(contest)
    public = f"/competitions/{ident}/results"
    guest = visitor()
    etag = guest.get(public).headers["ETag"]

    with count_statements() as seen:
        again = guest.client.get(public, headers={"If-None-Match": etag})
    with database.writing() as session:
        session.execute(update(Competition).values(public_version=99, public_sees="nothing"))
    changed = guest.client.get(public, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")
    assert len(seen) == 1
    assert changed.status_code == 200


@pytest.mark.parametrize("page", ["results", "awards", "publication"])
def test_pages_ask_as_much_for_one_row_as_for_three(
    app: Flask,
    make: Make,
    visitor: Come,
    count_statements: Callable,  # type: ignore[type-arg]
    page: str,
) -> None:
    counts = []
    for entries in (1, 3):
        contest = scored(make, entries=entries)
        ident = contest.competition.id
        for _ in range(entries):
            compute_result(contest.organiser, contest.competition, stage_of(contest))
        organiser = visitor(contest.organiser)
        with count_statements() as seen:
            organiser.get(path_of(ident, page))
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[1] <= 8


def test_the_summary_sheet_prints_every_judge(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make, judges=5)
    result_id = compute_result(contest.organiser, contest.competition, stage_of(contest))
    names = [judge.name for judge in contest.judges]
    titles = [entry.title for entry in contest.entries]

    paper = visitor(contest.organiser).get(f"/organiser/results/{result_id}/summary.pdf")

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.data)).pages)
    plain = "".join(text.split())
    assert paper.mimetype == "application/pdf"
    assert all(name in plain for name in names)
    assert all(title in plain for title in titles)
    assert "评审组长" in plain


def test_an_entrant_sees_their_own_result_as_far_as_the_host_allows(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)
    ident = contest.competition.id
    mine, theirs = contest.entries[0].id, contest.entries[1].id
    entrant = make.account(Role.ENTRANT, competition_id=ident)
    with database.writing() as session:
        session.get_one(Entry, mine).account_id = entrant.account_id
    person = visitor(entrant)
    person.get(f"/entrant/entries/{mine}/result", status=404)
    whole_result(contest)

    page = words(person.get(f"/entrant/entries/{mine}/result"))
    person.get(f"/entrant/entries/{theirs}/result", status=404)
    with database.writing() as session:
        session.execute(update(Competition).values(entrants_see="derivation"))
    opened = words(person.get(f"/entrant/entries/{mine}/result"))
    with database.writing() as session:
        session.execute(update(Competition).values(entrants_see="nothing"))

    assert "79.50" in page
    assert "平均分" not in page
    assert "平均分" in opened
    assert "评委甲" not in opened
    person.get(f"/entrant/entries/{mine}/result", status=404)


def test_vacancies_and_bars_are_recorded_with_their_reason(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)
    ident = contest.competition.id
    number = contest.entries[0].number
    organiser = visitor(contest.organiser)

    organiser.post(
        f"{path_of(ident, 'awards')}/vacancies",
        {"tier": "first", "group": "", "places": "1", "reason": "质量不够"},
    )
    organiser.post(f"{path_of(ident, 'awards')}/bars", {"number": number, "reason": "材料不实"})
    organiser.post(f"{path_of(ident, 'awards')}/bars", {"number": "none", "reason": "材料不实"})

    decisions = database.session.execute(select(Decision.kind, Decision.reason)).all()
    assert [tuple(row) for row in decisions] == [("vacate", "质量不够"), ("bar", "材料不实")]
    assert "质量不够" in words(organiser.get(path_of(ident, "awards")))


def test_missing_sheets_of_one_judge_are_one_thing_to_do(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make, judges=4, entries=3, missing=12)
    ident = contest.competition.id
    organiser = visitor(contest.organiser)

    answer = organiser.get(path_of(ident))

    doors = [f"/organiser/judges/{each}" for each in contest.judge_ids]
    assert words(answer).count("评分表未提交") == 4
    assert "锁定后不能补交" in words(answer)
    assert [f'href="{door}"' in answer.text for door in doors] == [True] * 4
    assert "记为缺席" in words(organiser.get(doors[0]))


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ({7: "2", 8: " １ "}, [8, 7]),
        ({7: "3", 8: "1", 9: "2"}, [8, 9, 7]),
        ({7: "1", 8: "1"}, None),
        ({7: "1", 8: ""}, None),
        ({7: "1", 8: "二"}, None),
    ],
)
def test_a_decided_order_names_each_place_once_in_digits_of_either_width(
    typed: dict[int, str], order: list[int] | None
) -> None:
    if order is None:
        with pytest.raises(Refusal, match="decision.order"):
            order_of(typed)
    else:
        assert order_of(typed) == order


def test_a_notice_lasts_so_many_working_days(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    result_id = whole_result(contest)
    account = contest.organiser
    with at(datetime(2026, 4, 24, 4, tzinfo=UTC)):
        visitor(account).post(
            f"/organiser/results/{result_id}/notice", {"action": "start", "days": "5"}
        )

    result = database.session.get_one(ResultVersion, result_id)

    assert (result.state, result.notice_to) == (
        "in_notice",
        datetime(2026, 5, 6, 15, 59, 59, tzinfo=UTC),
    )


@pytest.mark.parametrize("days", ["", "0", "五", "-1", "9999"])
def test_a_notice_of_no_sensible_length_is_not_begun(
    app: Flask, make: Make, visitor: Come, days: str
) -> None:
    contest = scored(make)
    result_id = whole_result(contest)
    organiser = visitor(contest.organiser)

    page = organiser.follow(
        organiser.post(f"/organiser/results/{result_id}/notice", {"action": "start", "days": days})
    )

    assert "公示工作日数应为" in words(page)
    assert database.session.get_one(ResultVersion, result_id).state == "approved"


def test_the_overview_asks_for_the_notice_and_then_for_its_end(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scored(make)
    ident = contest.competition.id
    result_id = whole_result(contest)
    account = contest.organiser
    page = f"/organiser/competitions/{ident}"
    approved = words(visitor(account).get(page))
    visitor(account).post(
        f"/organiser/results/{result_id}/notice", {"action": "start", "days": "5"}
    )
    running = words(visitor(account).get(page))
    with database.writing() as session:
        row = session.get_one(ResultVersion, result_id)
        row.notice_from, row.notice_to = row.computed_at, row.computed_at
    over = words(visitor(account).get(page))

    assert "总成绩已批准，等待公示" in approved
    assert "总成绩已批准" not in running
    assert "公示期已满" not in running
    assert "公示期已满" in over
