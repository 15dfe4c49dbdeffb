"""Submission: everything is checked at once, and the number is given once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from competition.domain.refusal import Refusal
from competition.models import (
    Award,
    AwardTier,
    Declaration,
    DeclarationAcceptance,
    Entry,
    EntryEvent,
    EntryLimit,
    ResultVersion,
    RuleSet,
    database,
)
from competition.services.entries.drafts import save_draft
from competition.services.entries.members import MemberText
from competition.services.entries.submission import (
    EntryIncomplete,
    resume_entry,
    submission_faults,
    submit_entry,
    withdraw_entry,
)
from tests.entry_factories import (
    ANSWERS,
    MEMBERS,
    all_declarations,
    at,
    attach_papers,
    draft,
    entrant,
    entry_stage_of,
    open_contest,
    submitted,
    track_of,
)


@pytest.fixture
def contest(app, make):
    return open_contest(make)[1]


@pytest.fixture
def writer(make, contest):
    return entrant(make, contest)


def hand_in(writer, contest, entry):
    return submit_entry(
        writer, entry, accepted=all_declarations(contest), seen_revision=entry.revision
    )


def faults_of(entry, accepted=None):
    return [
        (each.field, each.code) for each in submission_faults(database.session, entry, accepted)
    ]


def set_limit(contest, kind, value):
    with database.writing() as session:
        session.execute(
            delete(EntryLimit).where(
                EntryLimit.competition_id == contest.id, EntryLimit.kind == kind
            )
        )
        session.add(EntryLimit(competition_id=contest.id, kind=kind, value=value))


def test_a_complete_entry_is_submitted_with_a_number(writer, contest):
    entry = draft(writer, contest)
    attach_papers(writer, entry)

    number = hand_in(writer, contest, entry)

    assert number == entry.number == "CX2026-DL-0001"
    assert entry.state == "submitted"
    assert entry.submitted_at is not None


def test_every_fault_is_named_at_once(writer, contest):
    entry = draft(writer, contest, summary="", completed_on="去年")
    save_draft(
        writer,
        entry,
        {**ANSWERS, "summary": "", "completed_on": "去年"},
        [MemberText("张3", phone="12")],
        seen_revision=entry.revision,
        unit_name="",
    )

    with pytest.raises(EntryIncomplete) as refused:
        submit_entry(writer, entry, accepted=set(), seen_revision=entry.revision)

    assert [(each.field, each.code) for each in refused.value.faults] == [
        ("completed_on", "answer.date"),
        ("summary", "answer.required"),
        ("report", "answer.required"),
        ("proof", "answer.required"),
        ("unit", "entry.unit_missing"),
        ("members-0-name", "name.character"),
        ("members-0-phone", "phone.number"),
        ("declarations", "declaration.missing"),
        ("declarations", "declaration.missing"),
        ("declarations", "declaration.missing"),
    ]
    assert (entry.state, entry.number) == ("draft", None)


def test_numbers_have_no_gap_in_a_track(make, contest, writer):
    first = submitted(writer, contest)
    failed = draft(writer, contest, title="不完整的成果")
    with pytest.raises(EntryIncomplete):
        hand_in(writer, contest, failed)
    other = entrant(make, contest, "李四")
    second = draft(other, contest, title="第二项成果")
    attach_papers(other, second)
    elsewhere = draft(other, contest, title="机械成果")
    attach_papers(other, elsewhere)
    save_draft(
        other,
        elsewhere,
        {**ANSWERS, "title": "机械成果"},
        [MemberText("赵六", "蜀江机械厂")],
        seen_revision=elsewhere.revision,
        track_id=track_of(contest, "JX").id,
    )

    numbers = [hand_in(other, contest, second), hand_in(other, contest, elsewhere)]

    assert [first.number, *numbers] == ["CX2026-DL-0001", "CX2026-DL-0002", "CX2026-JX-0001"]


def test_a_number_stays_with_a_withdrawn_entry(make, writer, contest):
    entry = submitted(writer, contest)
    withdraw_entry(writer, entry, reason="更换成果")
    other = submitted(entrant(make, contest, "李四"), contest, title="第二项成果")
    resume_entry(writer, entry)

    hand_in(writer, contest, entry)

    assert (entry.number, other.number) == ("CX2026-DL-0001", "CX2026-DL-0002")


def test_the_declarations_accepted_are_kept_with_their_version(writer, contest):
    entry = submitted(writer, contest)

    kept = database.session.execute(
        select(Declaration.key, Declaration.version, DeclarationAcceptance.account_id)
        .join(DeclarationAcceptance, DeclarationAcceptance.declaration_id == Declaration.id)
        .where(DeclarationAcceptance.entry_id == entry.id)
        .order_by(Declaration.position)
    ).all()

    assert [tuple(row) for row in kept] == [
        ("truth", 1, writer.account_id),
        ("no_secrets", 1, writer.account_id),
        ("personal_information", 1, writer.account_id),
    ]


def test_a_declaration_that_changed_meanwhile_must_be_read_again(writer, contest):
    entry = draft(writer, contest)
    attach_papers(writer, entry)
    old = all_declarations(contest)
    with database.writing() as session:
        truth = session.scalars(select(Declaration).where(Declaration.key == "truth")).one()
        truth.is_current = False
        session.add(
            Declaration(
                competition_id=contest.id,
                key="truth",
                version=2,
                position=1,
                title=truth.title,
                text="新文本",
                is_current=True,
                created_at=truth.created_at,
            )
        )

    with pytest.raises(EntryIncomplete) as refused:
        submit_entry(writer, entry, accepted=old, seen_revision=entry.revision)

    assert [each.code for each in refused.value.faults] == ["declaration.outdated"]


def test_a_declaration_of_another_competition_counts_for_nothing(make, writer, contest):
    foreign = open_contest(make, name="另一届大赛")[1]
    entry = draft(writer, contest)
    attach_papers(writer, entry)

    with pytest.raises(EntryIncomplete) as refused:
        submit_entry(
            writer, entry, accepted=all_declarations(foreign), seen_revision=entry.revision
        )

    assert [each.code for each in refused.value.faults] == ["declaration.missing"] * 3


def test_a_submission_of_an_older_page_is_refused(writer, contest):
    entry = draft(writer, contest)
    attach_papers(writer, entry)

    with pytest.raises(Refusal) as refused:
        submit_entry(writer, entry, accepted=all_declarations(contest), seen_revision=1)

    assert refused.value.code == "entry.changed_elsewhere"


def test_one_second_after_the_deadline_nothing_is_submitted(writer, contest):
    entry = draft(writer, contest)
    attach_papers(writer, entry)
    closes = entry_stage_of(contest).closes_at

    with at(closes + timedelta(seconds=1)), pytest.raises(Refusal) as refused:
        hand_in(writer, contest, entry)

    assert refused.value.code == "entry.closed"
    assert (entry.state, entry.number, entry.title) == ("draft", None, ANSWERS["title"])


def test_in_the_closing_second_an_entry_is_still_taken(writer, contest):
    entry = draft(writer, contest)
    attach_papers(writer, entry)

    with at(entry_stage_of(contest).closes_at + timedelta(milliseconds=999)):
        hand_in(writer, contest, entry)

    assert entry.state == "submitted"


def test_too_many_members_are_named_as_such(writer, contest):
    set_limit(contest, "members_max", 1)
    entry = draft(writer, contest)
    attach_papers(writer, entry)

    assert faults_of(entry) == [("members", "limits.members_many")]


def test_a_person_stands_on_so_many_entries_only(make, writer, contest):
    set_limit(contest, "entries_per_person", 1)
    submitted(writer, contest)
    entry = draft(entrant(make, contest, "李四"), contest, title="第二项成果")

    assert ("members", "limits.person_entries") in faults_of(entry)


def test_namesakes_of_other_units_are_other_people(make, writer, contest):
    set_limit(contest, "entries_per_person", 1)
    submitted(writer, contest)
    other = entrant(make, contest, "李四")
    entry = draft(other, contest, title="第二项成果")
    attach_papers(other, entry)
    save_draft(
        other,
        entry,
        {**ANSWERS, "title": "第二项成果"},
        [MemberText("张㛃", "蜀江机械厂")],
        seen_revision=entry.revision,
    )

    assert faults_of(entry) == []


def test_an_id_number_tells_a_person_under_another_unit(make, writer, contest):
    number = "51010619900307211X"
    set_limit(contest, "entries_per_person", 1)
    first = draft(writer, contest)
    attach_papers(writer, first)
    save_draft(
        writer,
        first,
        ANSWERS,
        [MemberText("张㛃", "蜀江电力检修公司", id_number=number)],
        seen_revision=first.revision,
    )
    hand_in(writer, contest, first)
    other = entrant(make, contest, "李四")
    entry = draft(other, contest, title="第二项成果")
    attach_papers(other, entry)
    save_draft(
        other,
        entry,
        {**ANSWERS, "title": "第二项成果"},
        [MemberText("张㛃", "蜀江机械厂", id_number=number)],
        seen_revision=entry.revision,
    )

    assert faults_of(entry) == [("members", "limits.person_entries")]


def test_withdrawn_entries_do_not_count_against_a_person(make, writer, contest):
    set_limit(contest, "entries_per_person", 1)
    first = submitted(writer, contest)
    withdraw_entry(writer, first)
    other = entrant(make, contest, "李四")
    entry = draft(other, contest, title="第二项成果")
    attach_papers(other, entry)

    assert faults_of(entry) == []


def test_a_unit_enters_so_many_entries_only(make, writer, contest):
    set_limit(contest, "entries_per_unit", 1)
    submitted(writer, contest)
    other = entrant(make, contest, "李四")
    entry = draft(other, contest, title="第二项成果")
    attach_papers(other, entry)

    assert faults_of(entry) == [("unit", "limits.unit_entries")]


def win(contest, entry, year, state="final"):
    """Last year's result, in which this entry won."""
    with database.writing() as session:
        contest.year = year
        contest.edition = "第四届"
        tier = session.scalars(
            select(AwardTier).where(AwardTier.competition_id == contest.id).limit(1)
        ).one()
        rules = session.scalars(
            select(RuleSet.id).where(RuleSet.competition_id == contest.id)
        ).first()
        result = ResultVersion(
            competition_id=contest.id,
            rule_set_id=rules,
            version=1,
            state=state,
            facts={},
            outcome={},
            identities={},
            facts_digest="",
            outcome_digest="",
            computed_by_id=entry.account_id,
            computed_at=datetime.now(UTC),
        )
        session.add(result)
        session.flush()
        session.add(Award(result_id=result.id, entry_id=entry.id, tier_id=tier.id))


def this_year(make, contest, earlier):
    with database.writing():
        contest.organisation_id = earlier.organisation_id
    other = entrant(make, contest, "李四")
    entry = draft(other, contest)
    attach_papers(other, entry)
    return entry


@pytest.mark.parametrize(
    ("year", "state", "expected"),
    [
        (2025, "final", [("title", "limits.earlier_winner")]),
        (2023, "final", [("title", "limits.earlier_winner")]),
        (2022, "final", []),
        (2025, "withdrawn", []),
    ],
)
def test_an_outcome_that_won_in_the_barred_years_may_not_enter_again(
    make, contest, year, state, expected
):
    earlier = open_contest(make, name="第四届蜀江省职工创新大赛")[1]
    won = submitted(entrant(make, earlier), earlier)
    win(earlier, won, year, state)

    assert faults_of(this_year(make, contest, earlier)) == expected


def test_withdrawing_and_taking_up_again_is_kept_on_the_timeline(writer, contest):
    entry = submitted(writer, contest)

    withdraw_entry(writer, entry, reason="更换成果")
    resume_entry(writer, entry)

    events = database.session.execute(
        select(EntryEvent.kind, EntryEvent.reason)
        .where(EntryEvent.entry_id == entry.id)
        .order_by(EntryEvent.id)
    ).all()
    assert [tuple(row) for row in events] == [
        ("start", ""),
        ("submit", ""),
        ("withdraw", "更换成果"),
        ("resume", ""),
    ]
    assert entry.state == "draft"


def test_what_was_submitted_can_no_longer_be_typed_over(writer, contest):
    entry = submitted(writer, contest)

    with pytest.raises(Refusal) as refused:
        save_draft(writer, entry, ANSWERS, MEMBERS, seen_revision=entry.revision)

    assert refused.value.code == "entry.action"


def test_a_number_is_given_once_in_a_competition(contest, writer):
    submitted(writer, contest)

    numbers = database.session.scalars(
        select(Entry.number).where(Entry.competition_id == contest.id)
    ).all()

    assert len(numbers) == len(set(numbers)) == 1
