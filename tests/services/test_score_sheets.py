"""Saving a score sheet: what is kept, what is refused, what is said to a second tab."""

import pytest
from sqlalchemy import func, select

from competition.domain.refusal import Refusal
from competition.models import (
    AuditRecord,
    IdempotencyKey,
    ScoreDraft,
    ScoreSheetVersion,
    Stage,
    database,
)
from competition.services.judging.locking import lock_stage
from competition.services.judging.recusal import recuse
from competition.services.judging.score_sheets import (
    SavedSheet,
    save_score_draft,
    submit_score_sheet,
)
from tests.factories import Make
from tests.judging_factories import FULL, KEYS, scoring_contest

pytestmark = pytest.mark.usefixtures("each_app")


def sheets(assignment_id: int) -> list[ScoreSheetVersion]:
    database.session.rollback()
    return list(
        database.session.scalars(
            select(ScoreSheetVersion)
            .where(ScoreSheetVersion.assignment_id == assignment_id)
            .order_by(ScoreSheetVersion.version)
        )
    )


def count(table: type) -> int:
    database.session.rollback()
    return database.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_submitted_sheet_holds_each_mark_as_an_integer_and_their_total(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]

    saved = contest.submit(assignment, novelty=".5", spread="0")

    (sheet,) = sheets(assignment.id)
    assert saved == SavedSheet(revision=1, version=1, total="52.5")
    assert sheet.marks == [
        ["novelty", "scored", 5],
        ["advance", "scored", 170],
        ["utility", "scored", 180],
        ["benefit", "scored", 170],
        ["spread", "scored", 0],
    ]
    assert (sheet.total, sheet.total_scale, sheet.is_current) == (525, 1, True)


def test_a_sheet_may_change_until_the_lock_and_keeps_every_version(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    contest.submit(assignment)

    saved = contest.submit(assignment, seen=1, spread="9.5")

    versions = sheets(assignment.id)
    assert saved == SavedSheet(revision=2, version=2, total="88.0")
    assert [(row.version, row.total, row.is_current) for row in versions] == [
        (1, 865, False),
        (2, 880, True),
    ]


def test_every_submission_is_recorded_without_a_mark_in_plain_sight(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]

    contest.submit(assignment)

    found = database.session.scalars(
        select(AuditRecord).where(AuditRecord.action == "score.submit")
    ).one()
    assert found.subject == f"assignment:{assignment.id}"
    assert found.detail == {"version": 1, "source": "web"}
    assert len(found.after_digest) == 64


def test_an_empty_mark_is_not_a_zero(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]

    with pytest.raises(Refusal) as refused:
        contest.submit(assignment, spread="")

    errors = refused.value.values["errors"]
    assert refused.value.code == "sheet.faults"
    assert {key: error.code for key, error in errors.items()} == {"spread": "mark.blank"}  # type: ignore[attr-defined]
    assert sheets(assignment.id) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("30.5", "mark.over_max"),
        ("12.3", "mark.step"),
        ("1e1", "mark.exponent"),
        ("-1", "mark.sign"),
        ("1,5", "mark.comma"),
        ("NaN", "mark.grammar"),
    ],
)
def test_a_mark_outside_range_or_step_is_refused_with_its_reason(
    make: Make, text: str, code: str
) -> None:
    contest = scoring_contest(make)

    with pytest.raises(Refusal) as refused:
        contest.submit(contest.assignments(0)[0], novelty=text)

    errors = refused.value.values["errors"]
    assert {key: error.code for key, error in errors.items()} == {"novelty": code}  # type: ignore[attr-defined]
    assert count(ScoreDraft) == 0


def test_a_draft_may_have_blanks_and_counts_nowhere(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]

    saved = save_score_draft(
        contest.principal(),
        assignment.id,
        {"novelty": "２６.5", "spread": ""},
        comment="数据完整",
        seen_version=0,
        key="draft-key-1",
    )

    draft = database.session.get_one(ScoreDraft, assignment.id)
    assert saved == SavedSheet(revision=1, version=None, total=None)
    assert draft.texts == {**dict.fromkeys(KEYS, ""), "novelty": "26.5"}
    assert draft.comment == "数据完整"
    assert sheets(assignment.id) == []


def test_the_second_tab_is_told_and_sees_both_values(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    contest.submit(assignment)

    with pytest.raises(Refusal) as refused:
        contest.submit(assignment, seen=0, key="from-other-tab", spread="9")

    assert refused.value.code == "sheet.changed_elsewhere"
    assert refused.value.values["current"] == {
        "marks": {
            "novelty": "26.5",
            "advance": "17.0",
            "utility": "18.0",
            "benefit": "17.0",
            "spread": "8.0",
        },
        "comment": "",
        "version": 1,
    }
    assert len(sheets(assignment.id)) == 1


def test_the_same_request_again_gets_the_same_answer_and_one_version(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    first = contest.submit(assignment, key="phone-repeats")

    again = contest.submit(assignment, key="phone-repeats")

    assert again == first
    assert len(sheets(assignment.id)) == 1
    assert count(IdempotencyKey) == 1


def test_the_same_key_with_another_body_is_refused(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    contest.submit(assignment, key="phone-repeats")

    with pytest.raises(Refusal, match="idempotency.other_body"):
        contest.submit(assignment, key="phone-repeats", spread="1")


def test_no_mark_lands_after_the_lock(make: Make) -> None:
    contest = scoring_contest(make)
    first, second = contest.assignments(0)[:2]
    answered = contest.submit(first, key="before-the-lock")
    lock_stage(contest.organiser, contest.stage)

    with pytest.raises(Refusal, match=r"stage\.locked"):
        contest.submit(second)

    assert contest.submit(first, key="before-the-lock") == answered
    assert [len(sheets(each.id)) for each in (first, second)] == [1, 0]


def test_nothing_is_scored_before_the_stage_opens(make: Make) -> None:
    contest = scoring_contest(make, state="draft")

    with pytest.raises(Refusal, match=r"stage\.not_open"):
        contest.submit(contest.assignments(0)[0])


def test_another_judges_sheet_looks_like_none_at_all(make: Make) -> None:
    contest = scoring_contest(make)
    foreign = contest.assignments(1)[0]
    missing = 999_999

    for ident in (foreign.id, missing):
        with pytest.raises(Refusal) as refused:
            submit_score_sheet(
                contest.principal(0), ident, FULL, comment="", seen_version=0, key="a-good-key"
            )
        assert (refused.value.code, refused.value.values) == ("assignment.unknown", {})


def test_a_recused_judge_no_longer_scores(make: Make) -> None:
    contest = scoring_contest(make)
    assignment = contest.assignments(0)[0]
    recuse(contest.principal(0), assignment, "same_unit")

    with pytest.raises(Refusal, match=r"assignment\.closed"):
        contest.submit(assignment)


def test_the_first_submitted_sheet_freezes_the_rubric_but_a_draft_does_not(make: Make) -> None:
    contest = scoring_contest(make)
    first, second = contest.assignments(0)[:2]
    save_score_draft(
        contest.principal(0), first.id, {}, comment="", seen_version=0, key="draft-key-1"
    )
    database.session.rollback()
    before = database.session.get_one(Stage, contest.stage.id).rubric_frozen_at

    contest.submit(first, seen=1)
    database.session.rollback()
    frozen = database.session.get_one(Stage, contest.stage.id).rubric_frozen_at
    contest.submit(second)

    database.session.rollback()
    assert before is None
    assert frozen is not None
    assert database.session.get_one(Stage, contest.stage.id).rubric_frozen_at == frozen


@pytest.mark.parametrize("comment", ["a\x00b", "\ud800"])
def test_a_comment_that_no_database_can_hold_is_refused(make: Make, comment: str) -> None:
    contest = scoring_contest(make)

    with pytest.raises(Refusal, match=r"sheet\.comment_characters"):
        submit_score_sheet(
            contest.principal(0),
            contest.assignments(0)[0].id,
            FULL,
            comment=comment,
            seen_version=0,
            key="a-good-key",
        )
