"""An organiser corrects an entry: with a reason, on record, seen by the entrant, no worse."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from competition.domain.refusal import Refusal
from competition.models import (
    AuditRecord,
    Entry,
    EntryEvent,
    Notification,
    ResultVersion,
    Stage,
    StageEntry,
    database,
)
from competition.services.entries.corrections import Correction, correct_entry, correct_papers
from competition.services.entries.review import pass_entries
from competition.services.entries.submission import EntryIncomplete
from tests.entry_factories import (
    ANSWERS,
    MEMBERS,
    draft,
    entrant,
    open_contest,
    pdf,
    submitted,
    track_of,
)
from tests.services.test_results import computed, scored

REASON = Correction("完成人姓名有误")


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


def correct(actor, entry, correction=REASON, *, members=MEMBERS, seen=None, track=None, **answers):
    correct_entry(
        actor,
        entry,
        {**ANSWERS, **answers},
        members,
        correction=correction,
        seen_revision=entry.revision if seen is None else seen,
        track_id=track if track is not None else entry.track_id,
        unit_name="蜀江电力检修公司",
    )


def code_of(act, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.code


def put_before_judges(contest, entry, state="open"):
    with database.writing() as session:
        stage = session.scalars(
            select(Stage).where(Stage.competition_id == contest.id, Stage.key == "online")
        ).one()
        stage.state = state
        session.add(
            StageEntry(stage_id=stage.id, entry_id=entry.id, blind_code="K7M2", draw_order=1)
        )


def last(kind):
    return database.session.scalars(select(kind).order_by(kind.id.desc()).limit(1)).one()


def test_a_handed_in_entry_is_corrected_on_record_and_its_entrant_told(organiser, contest, writer):
    entry = submitted(writer, contest)
    number, revision = entry.number, entry.revision
    members = [replace(MEMBERS[0], name="张𬭎"), MEMBERS[1]]

    correct(organiser, entry, members=members, prospects="可推广")

    assert [each.name for each in entry.members] == ["张𬭎", "欧阳明"]
    assert (entry.state, entry.number, entry.revision) == ("submitted", number, revision + 1)
    event, told, kept = last(EntryEvent), last(Notification), last(AuditRecord)
    assert (event.kind, event.reason) == ("correct", "完成人姓名有误")
    assert event.values == {"changed": ["prospects", "members"]}
    assert (told.account_id, told.code) == (writer.account_id, "entry.correct")
    assert (kept.action, kept.detail["changed"]) == ("entry.correct", ["prospects", "members"])
    assert len({kept.before_digest, kept.after_digest, ""}) == 3


def test_an_entry_of_nobody_can_be_corrected(organiser, contest, writer):
    entry = draft(writer, contest)
    with database.writing():
        entry.account_id = None

    correct(organiser, entry, prospects="可推广")

    assert entry.answers["prospects"] == "可推广"


def test_a_correction_needs_a_reason_a_change_and_the_present_revision(organiser, contest, writer):
    entry = submitted(writer, contest)

    codes = [
        code_of(correct, organiser, entry, Correction(" "), prospects="改"),
        code_of(correct, organiser, entry),
        code_of(correct, organiser, entry, seen=1, prospects="改"),
        code_of(correct, writer, entry, prospects="改"),
    ]

    assert codes == [
        "entry.reason",
        "entry.nothing_changed",
        "entry.changed_elsewhere",
        "entry.action",
    ]
    assert entry.answers["prospects"] == ANSWERS["prospects"]


def test_nothing_of_a_handed_in_entry_becomes_wrong(organiser, contest, writer):
    entry = submitted(writer, contest)

    with pytest.raises(EntryIncomplete) as refused:
        correct(organiser, entry, completed_on="去年", members=[replace(MEMBERS[0], phone="110")])

    assert [each.field for each in refused.value.faults] == ["completed_on", "members-0-phone"]
    assert database.session.get_one(Entry, entry.id).answers["completed_on"] == "2025-11-20"


def test_what_was_wrong_before_does_not_stand_in_the_way(organiser, contest, writer):
    entry = draft(writer, contest)
    with database.writing():
        entry.state = "submitted"

    correct(organiser, entry, prospects="可推广")

    assert entry.answers["prospects"] == "可推广"


@pytest.mark.parametrize("state", ["open", "locked"])
def test_before_judges_it_must_be_known_that_they_see_it(organiser, contest, writer, state):
    entry = submitted(writer, contest)
    pass_entries(organiser, contest, [entry.id])
    put_before_judges(contest, entry, state)
    other = track_of(contest, "JX").id
    told = Correction("更名", judges_told=True)

    codes = [
        code_of(correct, organiser, entry, prospects="改"),
        code_of(correct_papers, organiser, entry, "proof", removed=(), files=(), correction=REASON),
        code_of(correct, organiser, entry, told, track=other),
    ]
    correct(organiser, entry, told, prospects="改")

    assert codes == ["entry.judges_see", "entry.judges_see", "entry.track_judged"]
    assert (entry.state, entry.answers["prospects"]) == ("passed", "改")


def test_papers_are_put_in_the_place_of_others_at_once(organiser, contest, writer):
    entry = submitted(writer, contest)
    report = next(each for each in entry.attachments if each.field_key == "report")
    others = [each.id for each in entry.attachments if each.field_key != "report"]

    correct_papers(
        organiser,
        entry,
        "report",
        removed={report.id, *others},
        files=[("新报告.pdf", pdf("new"))],
        correction=REASON,
    )

    names = [each.name for each in entry.attachments if each.field_key == "report"]
    assert names == ["新报告.pdf"]
    assert [each.id for each in entry.attachments if each.field_key != "report"] == others
    assert last(EntryEvent).values == {"changed": ["report"]}
    assert last(AuditRecord).action == "entry.correct"


def test_a_refused_correction_of_papers_changes_none(organiser, contest, writer):
    entry = submitted(writer, contest)
    report = next(each for each in entry.attachments if each.field_key == "report")
    one, two = ("甲.pdf", pdf("a")), ("乙.pdf", pdf("b"))

    def change(removed=(), files=(), correction=REASON):
        correct_papers(
            organiser, entry, "report", removed=removed, files=files, correction=correction
        )

    codes = [
        code_of(change),
        code_of(change, {report.id}, correction=Correction("")),
        code_of(change, {report.id}),
        code_of(change, {report.id}, [one, two]),
        code_of(change, {report.id}, [("坏.pdf", b"not a pdf")]),
    ]

    assert codes == [
        "attachment.none",
        "entry.reason",
        "answer.required",
        "attachment.full",
        "upload.kind",
    ]
    assert report.id in [each.id for each in database.session.get_one(Entry, entry.id).attachments]


@pytest.mark.parametrize(
    ("state", "code", "status"),
    [
        ("approved", "entry.published", 302),
        ("final", "entry.published", 302),
        ("withdrawn", "entry.judges_see", 200),
    ],
)
def test_what_two_persons_published_is_not_corrected_by_one(
    app, make, visitor, state, code, status
):
    contest = scored(make)
    result = computed(contest).id
    with database.writing() as session:
        session.execute(
            update(ResultVersion)
            .where(ResultVersion.id == result)
            .values(stage_id=None, state=state)
        )
    entry = contest.entries[0]
    path = f"/organiser/entries/{entry.id}/correct"

    codes = [
        code_of(correct, contest.organiser, entry),
        code_of(
            correct_papers,
            contest.organiser,
            entry,
            "evidence",
            removed=[1],
            files=[],
            correction=REASON,
        ),
    ]
    page = visitor(contest.organiser).client.get(path)

    assert (codes, page.status_code) == ([code, code], status)
