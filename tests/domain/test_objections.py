"""Laws of objections: who is somebody, when, who handles, what follows, what a notice says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.conflicts import PanelEntry, PanelJudge
from competition.domain.handling import Case, Tie, require_panel, tie_between
from competition.domain.objections import (
    Action,
    Consequence,
    Finding,
    State,
    Window,
    is_overdue,
    next_state,
    require_consequence,
    require_fresh_notice,
    require_real_name,
)
from competition.domain.public_notice import PUBLIC_FIELDS, notice_line, period_of
from competition.domain.refusal import Refusal
from competition.domain.reserved_names import reserved_words
from competition.domain.rules import Decision
from competition.domain.work_calendars import own_calendar
from tests.domain.test_rules_award_limits import SCORES, awards, given_by, tiers

START = datetime(2026, 4, 28, 8, tzinfo=UTC)


def code_of(call, *arguments, **options) -> str:  # type: ignore[no-untyped-def]
    try:
        call(*arguments, **options)
    except Refusal as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("name", "unit", "code"),
    [
        ("张三", "检修公司", ""),
        ("阿卜杜拉·买买提", "新疆路 1 号", ""),
        ("匿名", "检修公司", "objection.anonymous"),
        ("张某某", "检修公司", "objection.anonymous"),
        ("Anonymous", "检修公司", "objection.anonymous"),
        ("张三", " ", "objection.unit"),
    ],
)
def test_only_who_gives_name_and_unit_is_somebody(name: str, unit: str, code: str) -> None:
    assert code_of(require_real_name, name, unit) == code


@given(st.integers(-200_000, 900_000))
@settings(derandomize=True, max_examples=60)
def test_a_window_takes_exactly_what_lies_in_it(seconds: int) -> None:
    window = Window(START, START + timedelta(days=7))
    at = START + timedelta(seconds=seconds)
    wanted = "" if 0 <= seconds <= 7 * 86400 else "objection.early" if seconds < 0 else (
        "objection.late"
    )  # fmt: skip

    assert code_of(window.require_open, at, "a", "b") == wanted


def test_what_has_ended_stays_ended() -> None:
    ends = (State.REFUSED, State.DECIDED, State.WITHDRAWN)

    codes = {code_of(next_state, state, action) for state in ends for action in Action}

    assert codes == {"objection.state"}
    assert next_state(State.RECEIVED, Action.ADMIT) is State.ADMITTED
    assert code_of(next_state, State.RECEIVED, Action.DECIDE) == "objection.state"


def test_the_day_on_which_it_is_due_still_counts() -> None:
    due = date(2026, 4, 28)

    late = [is_overdue(State.ADMITTED, due, due + timedelta(days=days)) for days in (-1, 0, 1)]

    assert late == [False, False, True]
    assert not is_overdue(State.DECIDED, due, due + timedelta(days=9))


@pytest.mark.parametrize("consequence", list(Consequence))
def test_what_is_not_upheld_changes_nothing(consequence: Consequence) -> None:
    code = code_of(require_consequence, Finding.REJECTED, consequence, has_award=True, fills=True)

    assert (code == "") == (consequence is Consequence.NONE)


def test_an_award_is_taken_only_from_who_has_one_and_given_on_only_by_the_rules() -> None:
    found = {
        (consequence, has_award, fills): code_of(
            require_consequence, Finding.UPHELD, consequence, has_award=has_award, fills=fills
        )
        for consequence in (Consequence.STRIKE, Consequence.VACANT)
        for has_award in (True, False)
        for fills in (True, False)
    }

    assert found[Consequence.STRIKE, True, True] == ""
    assert found[Consequence.STRIKE, True, False] == "objection.no_backfill"
    assert found[Consequence.VACANT, True, False] == ""
    assert {found[one] for one in found if not one[1]} == {"objection.no_award"}


@given(st.integers(0, 5), st.integers(1, 10), st.none() | st.integers(0, 12))
@settings(derandomize=True, max_examples=80)
def test_changed_winners_need_as_many_days_as_those_before(
    changed: int, before: int, planned: int | None
) -> None:
    code = code_of(require_fresh_notice, changed, before, planned)

    enough = not changed or (planned is not None and planned >= before)
    assert (code == "") == enough


HANDLER = PanelJudge("h", frozenset(), person=7, organisations=frozenset({1, 2}))
ENTRY = PanelEntry("e", "", units=frozenset({5}), units_and_above=frozenset({5, 2}))


@pytest.mark.parametrize(
    ("handler", "case", "tie"),
    [
        (HANDLER, Case(ENTRY), None),
        (HANDLER, Case(ENTRY, objectors=frozenset({7})), Tie.OBJECTOR),
        (HANDLER, Case(ENTRY, markers=frozenset({7})), Tie.MARKED),
        (HANDLER, Case(ENTRY, recorders=frozenset({7})), Tie.RECORDED),
        (HANDLER, Case(ENTRY, recusers=frozenset({7})), Tie.RECUSED),
        (HANDLER, Case(PanelEntry("e", "", units=frozenset({2}))), Tie.SAME_ORGANISATION),
        (HANDLER, Case(PanelEntry("e", "", persons=frozenset({7}))), Tie.OWN_ENTRY),
        (HANDLER, Case(None, markers=frozenset({8})), None),
    ],
)
def test_each_tie_keeps_a_handler_out(handler: PanelJudge, case: Case, tie: Tie | None) -> None:
    assert tie_between(handler, case) is tie


def test_a_panel_is_as_large_as_asked_and_free_of_ties() -> None:
    free = [("甲", None), ("乙", None), ("丙", None)]

    codes = [
        code_of(require_panel, free[:1], least=2),
        code_of(require_panel, free[:2], least=3),
        code_of(require_panel, free, least=3),
        code_of(require_panel, [*free, ("丁", Tie.MARKED)], least=3),
    ]

    assert codes == ["objection.panel_size"] * 2 + ["", "objection.tie_marked"]


@pytest.mark.parametrize("backfill", ["chain", "last", "vacant"])
@pytest.mark.parametrize("struck", ["A", "B", "C"])
def test_a_place_that_is_left_vacant_changes_nobody_elses_award(backfill: str, struck: str) -> None:
    rule = {"award": tiers(first=1, second=2), "backfill": backfill}
    before = awards(given_by(rule, SCORES))
    decision = Decision("panel", "award", "revoke", (struck,), tier=before[struck])

    after = given_by(rule, SCORES, decision)

    assert awards(after) == {entry: tier for entry, tier in before.items() if entry != struck}
    assert sum(tier.vacant for tier in after.evaluation.tiers) == 1


def test_a_line_of_a_notice_holds_six_fields_and_nothing_else() -> None:
    known = {"title": "干式改造", "unit": "检修公司", "members": ("张㛃",), "award": "一等奖"}

    line = notice_line(1, {**known, "phone": "13812345678", "id_number": "11010519491231002X"})

    assert line.__slots__ == PUBLIC_FIELDS
    assert "138" not in str(line) and "1949" not in str(line)


def test_the_days_of_a_notice_name_holidays_and_make_up_days() -> None:
    period = period_of(own_calendar(), date(2026, 4, 28), date(2026, 5, 9))

    assert period.working_days == sum(
        own_calendar().is_working(date(2026, 4, 28) + timedelta(days=days)) for days in range(1, 12)
    )
    assert all(day.weekday() >= 5 for day in period.make_up)
    assert all(day.weekday() < 5 for day in period.holidays)
    assert period_of(own_calendar(), date(1990, 1, 1), date(1990, 1, 9)).working_days is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("第六届蜀江省职工创新大赛", ()),
        ("全国职工创新大赛", ("全国",)),
        ("中国（蜀江）国际焊接大赛", ("中国", "国际")),
        ("国家级技能竞赛", ("国家级",)),
        ("依据《全国劳动竞赛条例》举办", ()),
        ("中华全国总工会指导的劳动竞赛", ()),
        ("中国蜀江集团职工技能比武", ()),
    ],
)
def test_words_that_need_an_approval_are_found_in_names(name: str, words: tuple[str, ...]) -> None:
    assert reserved_words(name, own_names=["中国蜀江集团"]) == words
