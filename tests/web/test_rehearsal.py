"""The pages of a rehearsal: made and run from one page, hidden from the public, deleted."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from competition.domain.access import Role
from competition.jobs import run_waiting_jobs
from competition.models import Certificate, Competition, ResultVersion, database
from competition.services.certificates.rendering import token_of
from competition.services.identity.accounts import choose_language
from competition.services.rehearsal.making import make_rehearsal
from competition.services.rehearsal.running import request_run
from tests.factories import Make
from tests.judging_factories import call_judge, new_contest
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
Counting = Callable[[], AbstractContextManager[list[str]]]


def page_of(ident: int) -> str:
    return f"/organiser/competitions/{ident}/rehearsal"


def rehearsal_id() -> int:
    return database.session.scalars(
        select(Competition.id).where(Competition.is_rehearsal).order_by(Competition.id.desc())
    ).first()  # type: ignore[return-value]


def test_one_button_makes_a_rehearsal_and_runs_it(app: Flask, make: Make, visitor: Come) -> None:
    contest = new_contest(make)
    organiser = visitor(contest.organiser)

    progress = organiser.follow(organiser.post(page_of(contest.ident), {"act": "run"}))
    run_waiting_jobs()
    ident = rehearsal_id()
    over = words(organiser.get(page_of(ident)))

    assert "进行演练" in words(progress)
    assert "已完成 12 / 12 步" in over
    assert "此竞赛用于练习" in over
    assert "已走完全程" in words(organiser.get(page_of(contest.ident)))


def test_a_rehearsal_goes_on_one_step_at_a_time(app: Flask, make: Make, visitor: Come) -> None:
    contest = new_contest(make)
    call_judge(contest, "评委甲")
    organiser = visitor(contest.organiser)
    organiser.post(page_of(contest.ident), {"act": "make", "with_judges": "1"})
    ident = rehearsal_id()
    before = words(organiser.get(page_of(ident)))

    organiser.post(f"{page_of(ident)}/run", {"act": "one"})
    waiting = words(organiser.get(page_of(ident)))
    run_waiting_jobs()
    after = words(organiser.get(page_of(ident)))

    assert "已完成 0 / 12 步" in before
    assert "演练正在进行" in waiting
    assert "已完成 1 / 12 步" in after
    assert "评委甲" in words(organiser.get(f"/organiser/competitions/{ident}/people?role=judge"))


def test_the_public_sees_no_rehearsal_and_its_certificates_say_so(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = new_contest(make)
    organiser, anybody = visitor(contest.organiser), visitor()
    organiser.post(page_of(contest.ident), {"act": "run"})
    run_waiting_jobs()
    ident = rehearsal_id()
    sealed = database.session.scalars(select(Certificate.token_sealed)).first()
    assert sealed is not None

    home = words(anybody.get("/"))
    verdict = words(anybody.get(f"/v/{token_of(sealed)}"))

    assert "第六届蜀江省职工创新大赛" not in home
    anybody.get(f"/competitions/{ident}", status=404)
    anybody.get(f"/competitions/{ident}/results", status=404)
    assert "演练用证书，无效" in verdict
    assert "证书有效" not in verdict


@pytest.mark.parametrize(
    ("language", "notice"),
    [("zh", "未公示，理由：演练，不公示"), ("en", "Rehearsal, no public notice")],
)
def test_what_a_rehearsal_gives_as_reasons_is_read_in_the_readers_language(
    app: Flask, make: Make, visitor: Come, language: str, notice: str
) -> None:
    contest = new_contest(make)
    ident = make_rehearsal(contest.organiser, contest.competition)
    request_run(contest.organiser, database.session.get_one(Competition, ident), everything=True)
    run_waiting_jobs()
    choose_language(contest.organiser, language)
    result = database.session.scalars(
        select(ResultVersion.id).where(
            ResultVersion.competition_id == ident, ResultVersion.state == "final"
        )
    ).one()
    organiser = visitor(contest.organiser)

    published = words(organiser.get(f"/organiser/results/{result}"))

    assert notice in published


def test_deleting_leads_back_to_the_competition(app: Flask, make: Make, visitor: Come) -> None:
    contest = new_contest(make)
    organiser = visitor(contest.organiser)
    organiser.post(page_of(contest.ident), {"act": "make"})
    ident = rehearsal_id()

    page = organiser.follow(organiser.post(f"{page_of(ident)}/delete"))

    assert page.request.path == page_of(contest.ident)
    assert "演练已删除" in words(page)
    organiser.get(page_of(ident), status=404)


def test_a_real_competition_is_not_deleted_as_a_rehearsal(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = new_contest(make)
    organiser = visitor(contest.organiser)

    page = organiser.follow(organiser.post(f"{page_of(contest.ident)}/delete"))

    assert "这不是演练" in words(page)


def test_nobody_else_makes_runs_or_deletes_one(app: Flask, make: Make, visitor: Come) -> None:
    contest = new_contest(make)
    visitor(contest.organiser).post(page_of(contest.ident), {"act": "make"})
    path = page_of(rehearsal_id())
    stranger = visitor(make.account(Role.ORGANISER, organisation=make.organisation()))

    stranger.get(path, status=404)
    for address in (page_of(contest.ident), f"{path}/run", f"{path}/delete"):
        stranger.post(address, status=404)


@pytest.mark.parametrize("rehearsals", [1, 3])
def test_lists_take_the_same_few_statements(
    app: Flask, make: Make, visitor: Come, count_statements: Counting, rehearsals: int
) -> None:
    contest = new_contest(make)
    for _ in range(rehearsals):
        make_rehearsal(contest.organiser, contest.competition)
    steps = page_of(rehearsal_id())
    organiser = visitor(contest.organiser)

    with count_statements() as listed:
        organiser.get(page_of(contest.ident))
    with count_statements() as stepped:
        organiser.get(steps)

    assert (len(listed), len(stepped)) == (4, 7)
