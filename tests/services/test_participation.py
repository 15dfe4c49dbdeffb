"""Participations, distinct people and coverage: each counted once in every branch above."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from competition.domain.access import Role
from competition.domain.participation import Figures
from competition.domain.refusal import Refusal
from competition.models import (
    AuditRecord,
    Base,
    Organisation,
    Participation,
    ParticipationReport,
    ParticipationTotal,
    database,
)
from competition.services.organisations import UnitValues, close_organisation, edit_organisation
from competition.services.organisations.merging import merge_organisations
from competition.services.participation import moving
from competition.services.participation.checking import Numbers
from competition.services.participation.listing import ListedPerson, read_list
from competition.services.participation.reporting import (
    correct_report,
    submit_report,
    withdraw_report,
)
from competition.services.participation.rolling import (
    check_participation,
    rebuild_participation,
)
from competition.services.runtime import now
from competition.services.sweeping import forget_lists
from tests.factories import Make
from tests.participation_factories import (
    Branch,
    citizens,
    id_number,
    people,
    province,
    subject,
)

JANUARY, MARCH, APRIL, Q1, Q2, H1, H2, WHOLE = 1, 3, 4, 13, 14, 17, 18, 0
ALL = (JANUARY, MARCH, APRIL, Q1, Q2, H1, WHOLE)
CODES = ("P", "A", "A1", "A2", "B", "B1")


@pytest.fixture
def branch(app: Flask, make: Make) -> Branch:
    return province(make)


def counts(branch: Branch, name: str, span: int = WHOLE) -> list[int]:
    return [getattr(branch.figures(code, span), name) for code in CODES]


def report(ident: int) -> ParticipationReport:
    return database.session.get_one(ParticipationReport, ident)


def values_of(one: Organisation, **changes: Any) -> UnitValues:
    kept = {name: getattr(one, name) for name in UnitValues.__slots__}
    return UnitValues(**{**kept, **changes})


def refused(code: str, act: Any, *arguments: Any, **named: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    return caught.value


def test_a_person_counts_once_in_each_branch_however_many_units_list_them(branch: Branch) -> None:
    branch.report("A1", Q1, citizens(1, 2, 2))
    branch.report("A2", Q1, citizens(2, 3))
    branch.report("B1", Q1, citizens(1, 3))

    assert counts(branch, "participations") == [7, 5, 3, 2, 2, 2]
    assert counts(branch, "people") == [3, 3, 2, 2, 2, 2]
    assert check_participation() == []


def test_a_year_counts_a_person_of_two_months_once_and_each_month_too(branch: Branch) -> None:
    branch.report("A1", JANUARY, people("7", "8"))
    branch.report("A1", MARCH, people("7"))
    branch.report("A1", APRIL, people("7", "9"))

    told = {span: branch.figures("P", span).people for span in ALL}
    assert told == {JANUARY: 2, MARCH: 1, APRIL: 2, Q1: 2, Q2: 2, H1: 3, WHOLE: 3}
    assert branch.figures("P").participations == 5
    assert check_participation() == []


def test_people_told_as_a_number_are_never_merged_into_distinct_people(branch: Branch) -> None:
    branch.report("A1", Q1, Numbers(participations=120, declared=80))
    branch.report("A2", Q1, people("1", "2"))

    figures = branch.figures("A", Q1)

    assert (figures.participations, figures.people, figures.declared) == (122, 2, 80)
    assert check_participation() == []


def test_work_numbers_tell_people_apart_only_within_a_unit(branch: Branch) -> None:
    branch.report("A1", Q1, people("7"))
    branch.report("A2", Q1, people("7"))

    assert counts(branch, "people") == [2, 2, 1, 1, 0, 0]


def test_coverage_counts_enterprises_above_scale_in_whose_branch_somebody_took_part(
    branch: Branch,
) -> None:
    branch.add("A11", "A1", kind="site_union")
    branch.report("A11", Q1, people("1"))
    branch.report("A2", Q1, Numbers(0, 0))

    assert counts(branch, "above_scale") == [1, 1, 1, 0, 0, 0]
    assert counts(branch, "units") == [1, 1, 1, 0, 0, 0]
    assert counts(branch, "reporting") == [2, 2, 1, 1, 0, 0]
    assert check_participation() == []


def test_industries_are_counted_apart_for_federations(branch: Branch) -> None:
    branch.report("A1", Q1, citizens(1))
    branch.report("A2", Q1, citizens(1, 2), industry="E")

    told = {name: branch.figures("A", Q1, name).people for name in ("", "C", "E")}
    assert told == {"": 2, "C": 1, "E": 2}
    assert branch.figures("A2", Q1, "E") == Figures()
    assert check_participation() == []


def test_a_correction_counts_in_the_place_of_what_it_corrects(branch: Branch) -> None:
    first = branch.report("A1", Q1, citizens(1, 2))

    second = correct_report(
        branch.actor("A1"), first, subject(span=Q2), citizens(2, 3, 4), reason="名单漏人"
    )

    assert [report(each).state for each in (first, second)] == ["corrected", "counted"]
    assert (report(second).version, report(second).replaces_id) == (2, first)
    assert counts(branch, "people") == [3, 3, 3, 0, 0, 0]
    assert branch.figures("P", Q1) == Figures()
    assert check_participation() == []


def test_a_withdrawn_report_counts_nowhere_and_stays_with_its_reason(branch: Branch) -> None:
    kept = branch.report("A2", Q1, citizens(1))
    gone = branch.report("A1", Q1, citizens(1, 2))

    withdraw_report(branch.actor("A1"), gone, reason="报错了单位")

    assert (report(gone).state, report(gone).reason) == ("withdrawn", "报错了单位")
    assert report(kept).state == "counted"
    assert counts(branch, "people") == [1, 1, 0, 1, 0, 0]
    assert check_participation() == []
    refused("participation.gone", withdraw_report, branch.actor("A1"), gone, reason="再撤一次")


def test_a_branch_takes_its_figures_along_when_it_moves(branch: Branch) -> None:
    branch.report("A1", Q1, citizens(1, 2))
    branch.report("A2", Q1, citizens(2))
    branch.report("B1", Q1, citizens(1))

    city = branch.unit("B").id
    edit_organisation(
        branch.keeper, branch.unit("A1"), values_of(branch.unit("A1"), parent_id=city)
    )

    assert counts(branch, "people") == [2, 1, 2, 1, 2, 1]
    assert counts(branch, "above_scale") == [3, 1, 1, 1, 2, 1]
    assert check_participation() == []


def test_a_merge_counts_a_person_of_both_once(branch: Branch) -> None:
    branch.report("A1", Q1, citizens(1, 2))
    branch.report("A2", Q1, citizens(2, 3))

    merge_organisations(branch.keeper, branch.unit("A2"), branch.unit("A1"))

    assert counts(branch, "people") == [3, 3, 3, 0, 0, 0]
    assert counts(branch, "units") == [1, 1, 1, 0, 0, 0]
    assert check_participation() == []


def test_a_closed_enterprise_is_covered_no_more_and_its_past_stays(branch: Branch) -> None:
    branch.report("A1", Q1, citizens(1))

    close_organisation(branch.keeper, branch.unit("A1"))

    assert (branch.figures("P").above_scale, branch.figures("P").people) == (0, 1)
    assert check_participation() == []


def test_the_list_is_sealed_and_read_back_and_no_row_names_anybody(branch: Branch) -> None:
    told = Numbers(people=[ListedPerson("欧阳明", id_number(5), "", 2)])

    ident = branch.report("A1", Q1, told)

    sealed = database.session.scalar(
        select(ParticipationReport.list_sealed).where(ParticipationReport.id == ident)
    )
    assert "欧阳明" not in str(sealed) and id_number(5) not in str(sealed)
    assert read_list(report(ident)) == list(told.people or ())


def test_a_list_is_forgotten_when_its_retention_is_over_and_the_figures_stay(
    branch: Branch,
) -> None:
    kept, old = (branch.report(code, Q1, citizens(1, 2)) for code in ("A1", "A2"))
    with database.writing() as session:
        session.get_one(ParticipationReport, old).retain_until = now() - timedelta(days=1)

    forgotten = forget_lists()
    database.session.expire_all()

    assert (forgotten, len(read_list(report(kept))), read_list(report(old))) == (1, 2, [])
    assert counts(branch, "people") == [2, 2, 2, 2, 0, 0]
    assert check_participation() == []


@pytest.mark.parametrize(
    ("code", "told", "numbers"),
    [
        ("participation.there", {"span": JANUARY}, Numbers(1, 1)),
        ("participation.there", {"span": WHOLE}, Numbers(1, 1)),
        ("participation.span", {"span": 19}, Numbers(1, 1)),
        ("participation.span", {"span": Q2, "year": 1999}, Numbers(1, 1)),
        ("participation.span", {"span": Q2, "year": 9999}, Numbers(1, 1)),
        (
            "participation.as_of",
            {"span": H2, "as_of": date(2025, 6, 1)},
            Numbers(1, 1),
        ),
        ("participation.activity", {"span": Q2, "activity": " "}, Numbers(1, 1)),
        ("participation.competition", {"span": Q2, "competition_id": 99}, Numbers(1, 1)),
        ("participation.industry", {"span": Q2, "industry": "Z"}, Numbers(1, 1)),
        ("participation.declared_more", {"span": Q2}, Numbers(1, 2)),
        ("participation.number", {"span": Q2}, Numbers(-1, 0)),
        ("participation.no_people", {"span": Q2}, Numbers(people=[])),
        ("participation.person_number", {"span": Q2}, people("")),
        ("participation.times", {"span": Q2}, Numbers(people=[ListedPerson("王芳", "", "1", 0)])),
        ("id_number.checksum", {"span": Q2}, Numbers(people=[ListedPerson("王芳", "1" * 18)])),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_cannot_be_counted_is_refused(
    branch: Branch, code: str, told: dict[str, Any], numbers: Numbers
) -> None:
    branch.report("A1", Q1, Numbers(3, 2))
    before = counts(branch, "participations")

    with pytest.raises(Refusal) as caught:
        branch.report("A1", told.pop("span"), numbers, **told)

    known = {code, "id_number.birth_date"} if code == "id_number.checksum" else {code}
    assert caught.value.code in known
    assert counts(branch, "participations") == before


def test_only_who_acts_for_a_unit_or_one_above_it_reports(branch: Branch) -> None:
    ident = branch.report("A1", Q1, citizens(1))
    told = (branch.unit("A1").id, subject(span=Q2), Numbers(1, 1))

    for code in ("A2", "B"):
        refused("recommendation.not_yours", submit_report, branch.actor(code), *told)
        refused(
            "recommendation.not_yours", withdraw_report, branch.actor(code), ident, reason="不是我"
        )
    submit_report(branch.actor("A"), *told)

    assert counts(branch, "participations") == [2, 2, 2, 0, 0, 0]


def test_each_report_leaves_one_record(branch: Branch) -> None:
    ident = branch.report("A1", Q1, citizens(1))
    withdraw_report(branch.actor("A1"), ident, reason="报错了")

    actions = database.session.scalars(
        select(AuditRecord.action).where(AuditRecord.action.startswith("participation."))
    ).all()
    assert actions == ["participation.report", "participation.withdraw"]


def test_check_tells_what_is_wrong_and_rebuild_mends_it(branch: Branch) -> None:
    branch.report("A1", Q1, citizens(1, 2))
    with database.writing() as session:
        session.execute(update(ParticipationTotal).values(people=9))
        session.execute(Participation.__table__.delete())  # type: ignore[attr-defined]
    rows = database.session.scalar(select(func.count()).select_from(ParticipationTotal))

    wrong = [(fault.table, fault.missing, fault.surplus) for fault in check_participation()]
    rebuilt = rebuild_participation()

    assert wrong == [("totals", rows, rows), ("people", 2, 0)]
    assert rebuilt == rows
    assert check_participation() == []


STEP = st.tuples(
    st.sampled_from(
        ["list", "list", "list", "number", "correct", "withdraw", "move", "merge", "close",
         "kind", "scale", "add"]
    ),
    st.integers(0, 30),
    st.integers(0, 30),
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
)  # fmt: skip


def do(branch: Branch, what: str, one: int, other: int, those: list[int]) -> None:
    """One act, as somebody without a plan would try it."""
    units = database.session.scalars(select(Organisation).order_by(Organisation.id)).all()
    first, second = units[one % len(units)], units[other % len(units)]
    idents = database.session.scalars(select(ParticipationReport.id)).all()
    chosen = idents[one % len(idents)] if idents else None
    actor = branch.actor("P")
    about = subject(span=ALL[other % len(ALL)], activity=f"活动{other % 3}",
                    industry="CE"[one % 2])  # fmt: skip
    if what == "add":
        kind = ("enterprise_union", "county")[other % 2]
        branch.add(f"N{len(units)}", first.code, kind=kind, above_scale=one % 2 == 0)
    elif what == "list":
        submit_report(actor, first.id, about, citizens(*those))
    elif what == "number":
        submit_report(actor, first.id, about, Numbers(those[0] - 1, 0))
    elif what == "correct" and chosen:
        correct_report(actor, chosen, about, citizens(*those), reason="核对后更正")
    elif what == "withdraw" and chosen:
        withdraw_report(actor, chosen, reason="核对后撤回")
    elif what == "move":
        edit_organisation(branch.keeper, first, values_of(first, parent_id=second.id))
    elif what == "merge":
        merge_organisations(branch.keeper, first, second)
    elif what == "close":
        close_organisation(branch.keeper, first)
    elif what == "kind":
        kind = ("enterprise_union", "county")[other % 2]
        edit_organisation(branch.keeper, first, values_of(first, kind=kind))
    elif what == "scale":
        scale = not first.above_scale
        edit_organisation(branch.keeper, first, values_of(first, above_scale=scale))


@pytest.mark.parametrize("most", [20_000, 0], ids=["one by one", "a year anew"])
@given(steps=st.lists(STEP, min_size=6, max_size=16))
@settings(
    derandomize=True,
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_reported_and_moved_the_figures_equal_a_recomputation(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch, most: int, steps: list[Any]
) -> None:
    monkeypatch.setattr(moving, "MOST_PEOPLE", most)
    with database.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in ("organisation_tree", "alembic_version", "audit_head"):
                session.execute(table.delete())
    branch = province(make)

    for what, one, other, those in steps:
        try:
            do(branch, what, one, other, those)
        except Refusal:
            database.session.rollback()

    assert check_participation() == []


def test_rights_over_the_whole_installation_report_nothing(branch: Branch, make: Make) -> None:
    everywhere = make.account(Role.RECOMMENDER)

    refused(
        "recommendation.not_yours",
        submit_report, everywhere, branch.unit("A1").id, subject(span=Q1), Numbers(1, 1),
    )  # fmt: skip


@pytest.mark.postgresql
def test_two_who_name_one_person_at_the_same_time_count_them_once(
    postgresql_app: Flask, make: Make
) -> None:
    branch = province(make)
    rounds = range(1, 9)
    codes = ("A1", "A2", "B1")
    told = {code: (branch.actor(code), branch.unit(code).id) for code in codes}
    database.release()
    begin = Barrier(len(codes))

    def reports(code: str) -> None:
        begin.wait()
        for month in rounds:
            submit_report(*told[code], subject(span=month), citizens(1, month + 10))
        database.release()

    with ThreadPoolExecutor(len(codes)) as pool:
        list(pool.map(reports, codes))

    assert counts(branch, "people") == [9, 9, 9, 9, 9, 9]
    assert branch.figures("P").participations == 48
    assert check_participation() == []
