"""Form review and oversight: decisions on what was read, reasons and deadlines, and who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from competition.domain.blind import Giveaway
from competition.domain.refusal import Refusal
from competition.models import (
    EntryEvent,
    EntryLimit,
    FormReview,
    Notification,
    Stage,
    StageEntry,
    database,
)
from competition.services.entries.drafts import save_draft
from competition.services.entries.oversight import (
    disqualify_entry,
    reconsider_entry,
    remind_entrants,
    reopen_entry,
)
from competition.services.entries.review import (
    checklist_of,
    flagged_texts,
    next_in_queue,
    pass_entries,
    review_entry,
)
from competition.services.entries.submission import submit_entry, withdraw_entry
from competition.services.runtime import now
from tests.entry_factories import (
    ANSWERS,
    MEMBERS,
    at,
    draft,
    entrant,
    entry_stage_of,
    open_contest,
    reviewer,
    submitted,
)


@pytest.fixture
def opened(app, make):
    return open_contest(make)


@pytest.fixture
def organiser(opened):
    return opened[0]


@pytest.fixture
def contest(opened):
    return opened[1]


@pytest.fixture
def writer(make, contest):
    return entrant(make, contest)


@pytest.fixture
def checker(make, contest):
    return reviewer(make, contest)


def ticked(contest):
    return {item.key: True for item in checklist_of(contest)}


def decide(checker, entry, decision, **given):
    values = {"checklist": {}, "seen_revision": entry.revision, **given}
    review_entry(checker, entry, decision, **values)


def give_back(checker, entry, deadline, reason="附件缺第 3 页"):
    decide(checker, entry, "return", reason=reason, new_deadline=deadline)


def code_of(call, *given, **named):
    with pytest.raises(Refusal) as refused:
        call(*given, **named)
    return refused.value.code


def test_passing_needs_every_item_ticked(checker, contest, writer):
    entry = submitted(writer, contest)
    some = {**ticked(contest), "blind": False, "rights": False}

    with pytest.raises(Refusal) as refused:
        decide(checker, entry, "pass", checklist=some)

    assert (refused.value.code, refused.value.values) == ("review.checklist", {"count": 2})
    assert entry.state == "submitted"


def test_a_pass_is_kept_with_its_revision_and_told(checker, contest, writer):
    entry = submitted(writer, contest)

    decide(checker, entry, "pass", checklist=ticked(contest))

    review = database.session.scalars(select(FormReview)).one()
    assert entry.state == "passed"
    assert (review.decision, review.revision, review.reviewer_id) == (
        "pass",
        entry.revision,
        checker.account_id,
    )
    told = database.session.scalars(select(Notification)).one()
    assert (told.account_id, told.code, told.path) == (
        writer.account_id,
        "entry.pass",
        f"/entrant/entries/{entry.id}",
    )


def test_a_return_needs_a_reason_and_a_deadline_to_come(checker, contest, writer):
    entry = submitted(writer, contest)
    past = now() - timedelta(minutes=1)

    codes = [
        code_of(decide, checker, entry, "return", new_deadline=now() + timedelta(days=1)),
        code_of(decide, checker, entry, "return", reason="补充"),
        code_of(decide, checker, entry, "return", reason="补充", new_deadline=past),
        code_of(
            decide, checker, entry, "return", reason="补充", new_deadline=now() + timedelta(hours=1)
        ),
        code_of(decide, checker, entry, "reject"),
    ]

    assert codes == [
        "entry.reason",
        "entry.new_deadline",
        "entry.deadline_past",
        "entry.deadline_early",
        "entry.reason",
    ]


def test_a_returned_entry_is_open_until_its_own_deadline_only(checker, contest, writer):
    entry = submitted(writer, contest)
    own = entry_stage_of(contest).closes_at + timedelta(days=3)
    give_back(checker, entry, own)

    with at(own):
        save_draft(
            writer,
            entry,
            {**ANSWERS, "prospects": "补充"},
            MEMBERS,
            seen_revision=entry.revision,
        )
    with at(own + timedelta(seconds=1)):
        late = code_of(submit_entry, writer, entry, accepted=(), seen_revision=entry.revision)

    assert late == "entry.closed"
    assert entry.answers["prospects"] == "补充"


def test_an_entry_sent_again_keeps_number_and_declarations(checker, contest, writer):
    entry = submitted(writer, contest)
    number = entry.number
    give_back(checker, entry, entry_stage_of(contest).closes_at)

    submit_entry(writer, entry, accepted=(), seen_revision=entry.revision)

    assert (entry.state, entry.number) == ("submitted", number)
    kinds = database.session.scalars(
        select(EntryEvent.kind).where(EntryEvent.entry_id == entry.id).order_by(EntryEvent.id)
    ).all()
    assert kinds == ["start", "submit", "return", "submit_again"]


def test_a_decision_on_what_was_changed_meanwhile_is_refused(checker, contest, writer):
    entry = submitted(writer, contest)
    read = entry.revision
    give_back(checker, entry, entry_stage_of(contest).closes_at)
    submit_entry(writer, entry, accepted=(), seen_revision=entry.revision)

    code = code_of(
        review_entry, checker, entry, "pass", checklist=ticked(contest), seen_revision=read
    )

    assert code == "entry.changed_elsewhere"


def test_of_two_reviewers_the_second_is_refused(make, checker, contest, writer):
    entry = submitted(writer, contest)
    decide(checker, entry, "reject", reason="不符合条件")

    code = code_of(decide, reviewer(make, contest), entry, "pass", checklist=ticked(contest))

    assert (code, entry.state) == ("entry.action", "rejected")


def test_nobody_reviews_an_own_entry(checker, contest):
    entry = submitted(checker, contest)

    assert code_of(decide, checker, entry, "pass", checklist=ticked(contest)) == "review.own_entry"


def test_many_are_passed_at_once_and_others_left_alone(make, checker, contest, writer):
    waiting = submitted(writer, contest)
    unfinished = draft(writer, contest, title="草稿")
    foreign_contest = open_contest(make, name="另一届大赛")[1]
    foreign = submitted(entrant(make, foreign_contest), foreign_contest)

    count = pass_entries(checker, contest, [waiting.id, unfinished.id, foreign.id])

    database.session.expire_all()
    assert count == 1
    assert [each.state for each in (waiting, unfinished, foreign)] == [
        "passed",
        "draft",
        "submitted",
    ]


def test_text_for_blind_judges_that_names_unit_or_member_is_flagged(contest, writer):
    entry = draft(
        writer,
        contest,
        summary="本装置由蜀江电力检修公司研制，张 㛃主持。",
        application_units="蜀江电力检修公司",
        prospects="电话 13800001234",
    )

    found = [(each.field, [flag.kind for flag in each.flags]) for each in flagged_texts(entry)]

    assert found == [
        ("summary", [Giveaway.UNIT, Giveaway.MEMBER]),
        ("prospects", [Giveaway.CONTACT]),
    ]


def test_the_queue_goes_on_with_the_longest_waiting(make, checker, contest, writer):
    with database.writing() as session:
        session.execute(delete(EntryLimit))
    start = now()
    entries = []
    for minute in range(3):
        with at(start + timedelta(minutes=minute)):
            actor = entrant(make, contest, f"申报{'甲乙丙'[minute]}")
            entries.append(submitted(actor, contest, title=f"成果{minute}"))

    order = [next_in_queue(database.session, checker, each) for each in entries]

    assert order == [entries[1].id, entries[2].id, entries[0].id]


def test_reopening_lets_one_entry_be_changed_after_the_lock(organiser, contest, writer):
    entry = submitted(writer, contest)
    other = submitted(writer, contest, title="另一项")
    until = entry_stage_of(contest).closes_at + timedelta(days=2)
    with database.writing() as session:
        session.get_one(Stage, entry_stage_of(contest).id).state = "locked"

    reopen_entry(organiser, entry, until=until, reason="单位更名")

    with at(until):
        save_draft(
            writer,
            entry,
            {**ANSWERS, "prospects": "改"},
            MEMBERS,
            seen_revision=entry.revision,
        )
        refused = code_of(save_draft, writer, other, ANSWERS, MEMBERS, seen_revision=other.revision)
    assert entry.answers["prospects"] == "改"
    assert refused == "entry.locked"


def test_an_entry_before_judges_is_neither_reopened_nor_reconsidered(organiser, contest, writer):
    entry = submitted(writer, contest)
    pass_entries(organiser, contest, [entry.id])
    with database.writing() as session:
        stage = session.scalars(
            select(Stage).where(Stage.competition_id == contest.id, Stage.key == "online")
        ).one()
        stage.state = "open"
        session.add(
            StageEntry(stage_id=stage.id, entry_id=entry.id, blind_code="K7M2", draw_order=1)
        )

    codes = [
        code_of(reopen_entry, organiser, entry, until=now() + timedelta(days=400), reason="更名"),
        code_of(reconsider_entry, organiser, entry, reason="更名"),
    ]

    assert codes == ["entry.being_judged"] * 2


def test_an_entrant_may_leave_the_judging_but_not_take_locked_marks_back(contest, writer):
    entry = submitted(writer, contest)
    with database.writing() as session:
        stage = session.scalars(
            select(Stage).where(Stage.competition_id == contest.id, Stage.key == "online")
        ).one()
        stage.state = "locked"
        session.add(
            StageEntry(stage_id=stage.id, entry_id=entry.id, blind_code="K7M2", draw_order=1)
        )

    code = code_of(withdraw_entry, writer, entry)
    with database.writing() as session:
        session.get_one(Stage, stage.id).state = "open"
    withdraw_entry(writer, entry)

    assert code == "entry.being_judged"
    assert entry.state == "withdrawn"


def test_disqualifying_needs_a_reason_and_is_told(organiser, contest, writer):
    entry = submitted(writer, contest)

    bare = code_of(disqualify_entry, organiser, entry, reason=" ")
    disqualify_entry(organiser, entry, reason="材料不实")

    assert bare == "entry.reason"
    assert entry.state == "disqualified"
    told = database.session.scalars(select(Notification)).one()
    assert (told.code, told.values["reason"]) == ("entry.disqualify", "材料不实")


def test_only_unfinished_entries_are_reminded(make, organiser, contest, writer):
    unfinished = draft(writer, contest, title="草稿")
    done = submitted(writer, contest)
    gone = submitted(writer, contest, title="撤回的")
    withdraw_entry(writer, gone)

    count = remind_entrants(organiser, contest, [unfinished.id, done.id, gone.id])

    told = database.session.scalars(select(Notification)).one()
    assert count == 1
    assert (told.code, told.values["title"]) == ("entry.remind", "草稿")


def test_a_reviewer_may_not_do_what_organisers_do(visitor, checker, contest, writer):
    entry = submitted(writer, contest)
    address = f"/organiser/entries/{entry.id}"

    page = visitor(checker)

    for act in ("reopen", "reconsider", "disqualify"):
        page.post(f"{address}/{act}", {"reason": "x"}, status=404)


def test_an_unknown_decision_is_refused(checker, contest, writer):
    entry = submitted(writer, contest)

    assert code_of(decide, checker, entry, "maybe") == "review.decision"
