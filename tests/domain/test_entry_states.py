from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.entry_states import (
    MOVES,
    EntryAction,
    EntryActor,
    EntryState,
    EntryWindow,
    allowed_actions,
    next_state,
    require_particulars,
)
from competition.domain.refusal import Refusal

OPENS = datetime(2026, 5, 1, tzinfo=UTC)
CLOSES = datetime(2026, 5, 31, 10, tzinfo=UTC)
WINDOW = EntryWindow(OPENS, CLOSES)
DURING, LATE = CLOSES - timedelta(days=1), CLOSES + timedelta(seconds=1)
S, A, P = EntryState, EntryAction, EntryActor


def actions(state, actor, now=DURING, window=WINDOW):
    return allowed_actions(state, actor, now=now, window=window)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.DRAFT, {A.EDIT, A.SUBMIT, A.CLIMB, A.WITHDRAW}),
        (S.RECOMMENDING, {A.WITHDRAW}),
        (S.NOT_RECOMMENDED, set()),
        (S.SUBMITTED, {A.WITHDRAW}),
        (S.RETURNED, {A.EDIT, A.SUBMIT, A.CLIMB, A.WITHDRAW}),
        (S.PASSED, {A.WITHDRAW}),
        (S.REJECTED, set()),
        (S.WITHDRAWN, {A.RESUME}),
        (S.DISQUALIFIED, set()),
    ],
)
def test_what_an_entrant_may_do_while_entries_are_open(state, expected):
    assert actions(state, P.ENTRANT) == expected


@pytest.mark.parametrize("state", list(S))
def test_after_the_deadline_an_entrant_may_only_withdraw(state):
    may_withdraw = state in (S.DRAFT, S.RECOMMENDING, S.SUBMITTED, S.RETURNED, S.PASSED)

    assert actions(state, P.ENTRANT, LATE) == ({A.WITHDRAW} if may_withdraw else set())


@pytest.mark.parametrize("state", list(S))
def test_a_form_reviewer_decides_on_submitted_entries_only(state):
    decides = {A.APPROVE, A.REJECT, A.RETURN_FOR_CHANGES} if state is S.SUBMITTED else set()

    assert actions(state, P.FORM_REVIEWER) == decides


@pytest.mark.parametrize("state", list(S))
def test_a_recommending_organisation_moves_what_climbs_and_takes_back_what_arrived(state):
    climbing = {A.ARRIVE, A.RETURN_BELOW, A.NOT_RECOMMEND} if state is S.RECOMMENDING else set()
    arrived = {A.RECALL} if state is S.SUBMITTED else set()

    assert actions(state, P.RECOMMENDER) == climbing | arrived


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (S.DRAFT, {A.EDIT, A.CORRECT, A.SUBMIT, A.CLIMB, A.WITHDRAW, A.REOPEN}),
        (S.RECOMMENDING, {A.CORRECT, A.WITHDRAW, A.REOPEN, A.DISQUALIFY}),
        (S.NOT_RECOMMENDED, {A.REOPEN}),
        (
            S.SUBMITTED,
            {
                A.CORRECT,
                A.WITHDRAW,
                A.APPROVE,
                A.REJECT,
                A.RETURN_FOR_CHANGES,
                A.REOPEN,
                A.DISQUALIFY,
            },
        ),
        (
            S.RETURNED,
            {A.EDIT, A.CORRECT, A.SUBMIT, A.CLIMB, A.WITHDRAW, A.REOPEN, A.DISQUALIFY},
        ),
        (S.PASSED, {A.CORRECT, A.WITHDRAW, A.REOPEN, A.RECONSIDER, A.DISQUALIFY}),
        (S.REJECTED, {A.REOPEN, A.RECONSIDER}),
        (S.WITHDRAWN, {A.RESUME, A.REOPEN}),
        (S.DISQUALIFIED, {A.RECONSIDER}),
    ],
)
def test_what_an_organiser_may_do_at_any_time(state, expected):
    assert actions(state, P.ORGANISER) == expected
    assert actions(state, P.ORGANISER, LATE) == expected


def test_a_form_sent_one_second_late_is_told_so():
    with pytest.raises(Refusal) as refusal:
        next_state(S.DRAFT, A.SUBMIT, P.ENTRANT, now=LATE, window=WINDOW)

    assert refusal.value.code == "entry.closed"
    assert refusal.value.values == {"closes_at": CLOSES, "seconds_late": 1}


def test_before_the_opening_nothing_is_taken():
    with pytest.raises(Refusal) as refusal:
        next_state(S.DRAFT, A.EDIT, P.ENTRANT, now=OPENS - timedelta(seconds=1), window=WINDOW)

    assert refusal.value.code == "entry.not_open"
    assert refusal.value.values == {"opens_at": OPENS}


def test_what_nobody_may_do_is_told_with_state_and_capacity():
    with pytest.raises(Refusal) as refusal:
        next_state(S.PASSED, A.APPROVE, P.ENTRANT, now=DURING, window=WINDOW)

    told = {"action": "approve", "state": "passed", "actor": "entrant"}
    assert (refusal.value.code, refusal.value.values) == ("entry.action", told)


def test_an_opened_entry_is_written_before_the_others():
    early = OPENS - timedelta(days=1)
    window = EntryWindow(OPENS, CLOSES, own_deadline=OPENS)

    assert actions(S.DRAFT, P.ENTRANT, early, window) == {
        A.EDIT,
        A.SUBMIT,
        A.CLIMB,
        A.WITHDRAW,
    }
    assert actions(S.DRAFT, P.ENTRANT, early) == {A.WITHDRAW}


def test_without_any_deadline_entries_stay_open():
    assert A.SUBMIT in actions(S.DRAFT, P.ENTRANT, LATE, EntryWindow())


@pytest.mark.parametrize(
    ("closes_at", "deadline"),
    [
        (CLOSES + timedelta(seconds=59), CLOSES),
        (CLOSES + timedelta(microseconds=1), CLOSES),
        (None, CLOSES),
    ],
)
def test_a_deadline_in_the_minute_of_the_general_one_is_not_early(closes_at, deadline):
    given = {"reason": "补", "deadline": deadline, "now": DURING, "closes_at": closes_at}

    assert require_particulars(A.REOPEN, **given) is None


def test_a_deadline_of_its_own_lets_one_entry_in_after_the_others():
    window = EntryWindow(OPENS, CLOSES, own_deadline=CLOSES + timedelta(days=3))

    assert A.SUBMIT in actions(S.RETURNED, P.ENTRANT, LATE, window)
    assert A.SUBMIT not in actions(S.RETURNED, P.ENTRANT, CLOSES + timedelta(days=4), window)


def test_a_deadline_of_its_own_never_shortens_the_time():
    window = EntryWindow(OPENS, CLOSES, own_deadline=OPENS + timedelta(days=1))

    assert A.SUBMIT in actions(S.RETURNED, P.ENTRANT, DURING, window)


def test_without_a_closing_time_a_deadline_of_its_own_binds():
    window = EntryWindow(OPENS, own_deadline=CLOSES)

    assert A.SUBMIT in actions(S.RETURNED, P.ENTRANT, DURING, window)
    assert A.SUBMIT not in actions(S.RETURNED, P.ENTRANT, LATE, window)


@pytest.mark.parametrize("action", [A.RETURN_FOR_CHANGES, A.REOPEN])
def test_a_deadline_before_the_general_one_is_refused(action):
    early = CLOSES - timedelta(minutes=1)

    with pytest.raises(Refusal) as refusal:
        require_particulars(action, reason="补", deadline=early, now=DURING, closes_at=CLOSES)

    assert (refusal.value.code, refusal.value.values) == (
        "entry.deadline_early",
        {"closes_at": CLOSES},
    )
    require_particulars(action, reason="补", deadline=CLOSES, now=DURING, closes_at=CLOSES)


def test_reopening_leads_back_to_writing():
    reached = {
        state: next_state(state, A.REOPEN, P.ORGANISER, now=LATE, window=WINDOW)
        for state in (
            S.DRAFT,
            S.WITHDRAWN,
            S.RECOMMENDING,
            S.NOT_RECOMMENDED,
            S.SUBMITTED,
            S.PASSED,
            S.REJECTED,
        )
    }

    assert reached == {
        S.DRAFT: S.DRAFT,
        S.WITHDRAWN: S.DRAFT,
        S.RECOMMENDING: S.RETURNED,
        S.NOT_RECOMMENDED: S.RETURNED,
        S.SUBMITTED: S.RETURNED,
        S.PASSED: S.RETURNED,
        S.REJECTED: S.RETURNED,
    }


def test_every_state_can_be_reached_from_a_draft():
    reached, before = {S.DRAFT}, set()
    while reached != before:
        before = set(reached)
        for state in before:
            for actor in (P.ORGANISER, P.RECOMMENDER):
                for action in actions(state, actor):
                    reached.add(next_state(state, action, actor, now=DURING, window=WINDOW))

    assert reached == set(S)


@pytest.mark.parametrize(
    ("action", "reason", "deadline", "code", "values"),
    [
        (A.REJECT, " ", None, "entry.reason", {"action": "reject"}),
        (A.REOPEN, "补", None, "entry.new_deadline", {"action": "reopen"}),
        (A.REOPEN, "补", DURING, "entry.deadline_past", {"deadline": DURING}),
    ],
)
def test_an_action_comes_with_its_particulars(action, reason, deadline, code, values):
    with pytest.raises(Refusal) as refusal:
        require_particulars(action, reason=reason, deadline=deadline, now=LATE)

    assert (refusal.value.code, refusal.value.values) == (code, values)


def test_particulars_that_are_given_pass():
    later = LATE + timedelta(days=1)

    require_particulars(A.RETURN_FOR_CHANGES, reason="缺少证明材料", deadline=later, now=LATE)
    require_particulars(A.APPROVE, reason="", deadline=None, now=LATE)


def test_who_must_answer_to_an_entrant_gives_a_reason_or_a_new_deadline():
    reasons = {action for action, move in MOVES.items() if move.needs_reason}
    deadlines = {action for action, move in MOVES.items() if move.needs_deadline}

    assert reasons == {
        A.CORRECT,
        A.RETURN_FOR_CHANGES,
        A.REJECT,
        A.REOPEN,
        A.RECONSIDER,
        A.DISQUALIFY,
        A.RECALL,
        A.RETURN_BELOW,
        A.NOT_RECOMMEND,
    }
    assert deadlines == {A.RETURN_FOR_CHANGES, A.REOPEN}
