"""Drafts: what is typed is kept, and no save overwrites another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from competition.domain.refusal import Refusal
from competition.models import Account, AuditRecord, Entry, EntryMember, Stage, database
from competition.services.entries.drafts import MOST_DRAFTS, save_draft, start_entry
from competition.services.entries.members import (
    MemberText,
    shown_id_number,
    shown_phone,
    stored_values,
)
from tests.entry_factories import (
    ANSWERS,
    MEMBERS,
    at,
    draft,
    entrant,
    entry_stage_of,
    open_contest,
    track_of,
)

NUMBER = "51010619900307211X"


@pytest.fixture
def contest(app, make):
    return open_contest(make)[1]


@pytest.fixture
def writer(make, contest):
    return entrant(make, contest)


def names(entry: Entry) -> list[str]:
    return [member.name for member in entry.members]


def save(actor, entry, members=MEMBERS, *, seen=None, page="", **answers):
    return save_draft(
        actor,
        entry,
        {**ANSWERS, **answers},
        members,
        seen_revision=entry.revision if seen is None else seen,
        page=page,
    )


def test_a_draft_starts_with_the_unit_of_its_writer(app, make, contest):
    home = make.organisation("蜀江电力检修公司工会", kind="enterprise_union")
    writer = entrant(make, contest)
    with database.writing() as session:
        account = session.get_one(Account, writer.account_id)
        account.person.organisation_id = home.id

    entry = start_entry(writer, contest, kind="outcome", track_id=track_of(contest).id)

    assert (entry.unit_name, entry.organisation_id) == (home.name, home.id)
    assert (entry.state, entry.revision, entry.number) == ("draft", 1, None)


def test_a_saved_draft_keeps_answers_in_their_stored_shape(writer, contest):
    entry = draft(writer, contest, economic_benefit="２86.5")

    assert entry.title == ANSWERS["title"]
    assert entry.answers["economic_benefit"] == "286.5"
    assert entry.answers["rights"] == ["invention", "software"]
    assert names(entry) == ["张㛃", "欧阳明"]
    assert entry.revision == 2


def test_a_draft_keeps_what_is_not_yet_right_and_says_so(writer, contest):
    entry = draft(writer, contest)

    saved = save(writer, entry, completed_on="去年")

    assert entry.answers["completed_on"] == "去年"
    assert [(each.field, each.code) for each in saved.faults] == [("completed_on", "answer.date")]


def test_a_draft_keeps_wrong_numbers_and_says_so_at_once(writer, contest):
    entry = draft(writer, contest)
    typed = [MemberText("张㛃", phone="1380000123", id_number="510106199003072110"), MemberText("")]

    saved = save(writer, entry, [*typed, MemberText("", duty="技师")], contact_phone="1380000123")

    assert [(each.field, each.code) for each in saved.faults] == [
        ("contact_phone", "phone.contact"),
        ("members-0-phone", "phone.number"),
        ("members-0-id_number", "id_number.checksum"),
    ]
    assert stored_values(entry.members[0]).id_number == "510106199003072110"
    assert entry.answers["contact_phone"] == "1380000123"


def test_the_same_content_twice_changes_nothing(writer, contest):
    entry = draft(writer, contest)
    before = database.session.scalar(select(AuditRecord.id).order_by(AuditRecord.id.desc()))

    saved = save(writer, entry, seen=1)

    assert saved.revision == entry.revision == 2
    assert database.session.scalar(select(AuditRecord.id).order_by(AuditRecord.id.desc())) == before


def test_a_second_tab_is_told_and_overwrites_nothing(writer, contest):
    entry = draft(writer, contest)
    save(writer, entry, prospects="甲")

    with pytest.raises(Refusal) as refused:
        save(writer, entry, seen=2, prospects="乙")

    assert (refused.value.code, refused.value.values) == (
        "entry.changed_elsewhere",
        {"revision": 3},
    )
    assert entry.answers["prospects"] == "甲"


def test_a_page_whose_answer_was_lost_is_no_second_tab(writer, contest):
    entry = draft(writer, contest)
    save(writer, entry, page="p1", prospects="甲")

    saved = save(writer, entry, seen=2, page="p1", prospects="甲乙")

    assert saved.revision == 4
    assert entry.answers["prospects"] == "甲乙"


def test_members_keep_their_order_and_their_rows(writer, contest):
    entry = draft(writer, contest)
    ids = {member.name: member.id for member in entry.members}

    save(writer, entry, [MEMBERS[1], MemberText("王𬭎"), MEMBERS[0]])

    assert names(entry) == ["欧阳明", "王𬭎", "张㛃"]
    assert [member.position for member in entry.members] == [1, 2, 3]
    assert {m.name: m.id for m in entry.members if m.name in ids} == ids


def test_a_removed_member_is_gone_with_the_sealed_phone(writer, contest):
    entry = draft(writer, contest)

    save(writer, entry, [MEMBERS[1]])

    assert [row.name for row in database.session.scalars(select(EntryMember))] == ["欧阳明"]


def test_blank_rows_are_no_members(writer, contest):
    entry = draft(writer, contest)

    save(writer, entry, [MEMBERS[0], MemberText("  "), MEMBERS[1]])

    assert names(entry) == ["张㛃", "欧阳明"]


def test_personal_numbers_are_sealed_and_shown_masked(writer, contest):
    entry = draft(writer, contest)

    save(writer, entry, [MemberText("张㛃", phone="13800001234", id_number=NUMBER)])

    (member,) = entry.members
    assert "13800001234" not in member.phone_sealed and NUMBER not in member.id_number_sealed
    assert (shown_phone(member), shown_id_number(member)) == (
        "138****1234",
        "510106********211X",
    )


def test_a_masked_number_sent_back_means_the_stored_one(writer, contest):
    entry = draft(writer, contest)
    save(writer, entry, [MemberText("张㛃", phone="13800001234", id_number=NUMBER)])
    (member,) = entry.members

    shown = MemberText(
        "张㛃", duty="组长", phone=shown_phone(member), id_number=shown_id_number(member)
    )
    save(writer, entry, [MemberText("欧阳明"), shown])

    values = stored_values(entry.members[1])
    assert (values.phone, values.id_number, values.duty) == ("13800001234", NUMBER, "组长")


def test_a_cleared_phone_is_removed(writer, contest):
    entry = draft(writer, contest)

    save(writer, entry, [MemberText("张㛃", phone="")])

    assert entry.members[0].phone_sealed is None


def test_a_form_sent_one_second_late_is_refused_and_the_draft_stays(writer, contest):
    entry = draft(writer, contest)
    closes = entry_stage_of(contest).closes_at

    with at(closes):
        save(writer, entry, prospects="压线")
    with at(closes + timedelta(seconds=1)), pytest.raises(Refusal) as refused:
        save(writer, entry, prospects="迟到")

    assert refused.value.code == "entry.closed"
    assert refused.value.values["seconds_late"] == 1
    assert entry.answers["prospects"] == "压线"


def test_nothing_is_started_before_the_opening_time(writer, contest):
    opens = entry_stage_of(contest).opens_at

    with at(opens - timedelta(seconds=1)), pytest.raises(Refusal) as refused:
        start_entry(writer, contest, kind="outcome", track_id=None)

    assert refused.value.code == "entry.not_open"


def test_a_locked_entry_stage_takes_no_more_drafts(writer, contest):
    entry = draft(writer, contest)
    with database.writing() as session:
        session.get_one(Stage, entry_stage_of(contest).id).state = "locked"

    with pytest.raises(Refusal) as refused:
        save(writer, entry, prospects="又一次")

    assert refused.value.code == "entry.locked"


def test_a_track_of_another_competition_is_refused(make, writer, contest):
    foreign = track_of(open_contest(make, name="另一届大赛")[1])

    with pytest.raises(Refusal) as refused:
        start_entry(writer, contest, kind="outcome", track_id=foreign.id)

    assert refused.value.code == "entry.track"


def test_drafts_of_one_account_are_bounded(writer, contest):
    for _ in range(MOST_DRAFTS):
        start_entry(writer, contest, kind="outcome", track_id=None)

    with pytest.raises(Refusal) as refused:
        start_entry(writer, contest, kind="outcome", track_id=None)

    assert refused.value.values == {"most": MOST_DRAFTS}


def test_a_unit_named_by_its_alias_becomes_the_organisation(make, writer, contest):
    entry = draft(writer, contest)
    home = make.organisation("蜀江机械厂工会", kind="enterprise_union")

    save_draft(writer, entry, ANSWERS, MEMBERS, seen_revision=entry.revision, unit_name=home.code)

    assert (entry.unit_name, entry.organisation_id) == (home.name, home.id)


def test_each_save_leaves_one_record_without_personal_numbers(writer, contest):
    entry = draft(writer, contest)

    rows = database.session.scalars(
        select(AuditRecord)
        .where(AuditRecord.subject == f"entry:{entry.id}")
        .order_by(AuditRecord.id)
    ).all()

    assert [row.action for row in rows] == ["entry.start", "entry.save"]
    assert rows[1].detail == {"revision": 2}
    assert rows[1].before_digest != rows[1].after_digest
