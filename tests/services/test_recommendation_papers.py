"""The stamped paper: known by its QR code or its check code, its seal, and what it covers."""

from io import BytesIO

import pypdfium2
import pytest
from sqlalchemy import select

from competition.documents.fonts import load_fonts
from competition.documents.recommendation import (
    RecommendationPaper,
    RecommendedRow,
    render_recommendation,
)
from competition.documents.scan import read_codes
from competition.documents.uploads import FileKind
from competition.domain.refusal import Refusal
from competition.models import AuditRecord, RecommendationList, database
from competition.services.entries.submission import withdraw_entry
from competition.services.identity.sessions import principal_of
from competition.services.recommending.answers import note_opinion, note_opinions
from competition.services.recommending.lists import (
    Arranged,
    cancel_list,
    check_code,
    find_list,
    list_address,
    list_token,
    prepare_list,
    send_list,
)
from competition.services.recommending.papers import attach_scan
from competition.services.runtime import runtime
from tests.entry_factories import pdf
from tests.kept import row_of
from tests.recommending_factories import Climb, climbing


@pytest.fixture
def climb(app, make) -> Climb:
    return climbing(make, needs_stamp=True)


def prepared(climb, *entries) -> RecommendationList:
    place = climb.enterprises[0]
    for entry in entries:
        note_opinion(climb.actor(place), climb.step(entry), opinion="同意推荐")
    ident = prepare_list(
        climb.actor(place),
        row_of(climb.competition),
        row_of(place),
        Arranged([entry.id for entry in entries]),
    )
    return database.session.get_one(RecommendationList, ident)


def paper_of(one, *, address=None) -> bytes:
    return render_recommendation(
        RecommendationPaper(
            title="推荐汇总表",
            organisation=one.organisation.name,
            serial="第 1 号",
            day="2026年5月1日",
            address=list_address(one) if address is None else address,
            code=check_code(one),
            digest=one.digest,
            rows=(RecommendedRow("1", "CX-1", "检测装置", "电力公司", "同意"),),
        ),
        load_fonts(runtime.fonts),
    )


def photographed(paper: bytes, *, turn: int = 0) -> bytes:
    picture = pypdfium2.PdfDocument(paper)[0].render(scale=150 / 72).to_pil()
    out = BytesIO()
    picture.rotate(turn, expand=True, fillcolor="white").save(out, "JPEG", quality=55)
    return out.getvalue()


def refused(act, *values, **named) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refusal) as told:
        act(*values, **named)
    return told.value.code, told.value.values


def attach(climb, one, content, *, name="盖章.jpg", seal=None, code="") -> str:
    place = climb.enterprises[0]
    return attach_scan(
        climb.actor(place),
        one,
        name=name,
        content=content,
        seal_text=row_of(place).name if seal is None else seal,
        code=code,
    )


@pytest.mark.parametrize("turn", [0, 90, 180, 3])
def test_a_photograph_is_matched_by_its_code_however_it_lies(climb, turn):
    one = prepared(climb, climb.entry(climb.enterprises[0]))

    assert attach(climb, one, photographed(paper_of(one), turn=turn)) == "qr"


def test_a_scanned_pdf_is_read_too(climb):
    one = prepared(climb, climb.entry(climb.enterprises[0]))

    assert attach(climb, one, paper_of(one), name="盖章.pdf") == "qr"


def test_a_paper_without_a_readable_code_needs_the_printed_one(climb):
    one = prepared(climb, climb.entry(climb.enterprises[0]))
    blurred = photographed(paper_of(one, address=""))

    assert refused(attach, climb, one, blurred)[0] == "recommendation.scan_unknown"
    assert refused(attach, climb, one, blurred, code="00000000")[0] == "recommendation.code_wrong"
    assert refused(attach, climb, one, blurred, code="é")[0] == "recommendation.code_wrong"
    assert attach(climb, one, blurred, code=f" {check_code(one).lower()} ") == "code"


def test_the_paper_of_a_list_given_up_is_not_taken_for_the_next(climb):
    entry = climb.entry(climb.enterprises[0])
    first = prepared(climb, entry)
    old = photographed(paper_of(first))
    cancel_list(climb.actor(climb.enterprises[0]), first)
    second = prepared(climb, entry)

    told = refused(attach, climb, second, old, code=check_code(second))

    assert told == ("recommendation.scan_other", {"serial": 1})


def test_the_seal_must_bear_the_registered_name(climb):
    place = climb.enterprises[0]
    with database.writing():
        row_of(place).seal_name = "蜀江电力公司工会（公章）"
    one = prepared(climb, climb.entry(place))
    scan = photographed(paper_of(one))

    wrong = refused(attach, climb, one, scan, seal="蜀江电力公司")

    assert wrong == (
        "recommendation.seal",
        {"seal": "蜀江电力公司", "expected": "蜀江电力公司工会（公章）"},
    )
    assert attach(climb, one, scan, seal="蜀江电力公司工会 (公章)") == "qr"


def test_without_the_stamp_nothing_is_sent(climb):
    one = prepared(climb, climb.entry(climb.enterprises[0]))

    assert refused(send_list, climb.actor(climb.enterprises[0]), one)[0] == (
        "recommendation.stamp_missing"
    )


def test_what_changed_after_the_stamp_is_not_sent(climb):
    entry = climb.entry(climb.enterprises[0])
    one = prepared(climb, entry)
    attach(climb, one, photographed(paper_of(one)))
    stored = row_of(entry)
    with database.writing():
        stored.answers = {**stored.answers, "summary": "改写"}

    told = refused(send_list, climb.actor(climb.enterprises[0]), one)

    assert told == ("recommendation.changed", {"title": entry.title})
    assert database.session.get_one(RecommendationList, one.id).state == "prepared"


def test_a_list_from_which_an_entry_was_withdrawn_is_made_anew(climb):
    place = climb.enterprises[0]
    first, second = climb.entry(place), climb.entry(place, "第二项")
    one = prepared(climb, first, second)
    attach(climb, one, photographed(paper_of(one)))
    withdraw_entry(principal_of(row_of(first).account_id), row_of(first), reason="放弃")

    told = refused(send_list, climb.actor(place), one)
    cancel_list(climb.actor(place), one)

    assert told == ("recommendation.left", {})
    assert (climb.step(second).state, climb.step(second).list_id) == ("waiting", None)


def test_a_list_waiting_for_its_stamp_keeps_its_entries(climb):
    place = climb.enterprises[0]
    entry, other = climb.entry(place), climb.entry(place, "第二项")
    one = prepared(climb, entry)
    actor = climb.actor(place)

    listed = refused(note_opinion, actor, climb.step(entry), opinion="改写")
    note_opinion(actor, climb.step(other), opinion="同意")
    second = refused(
        prepare_list, actor, row_of(climb.competition), row_of(place), Arranged([other.id])
    )

    assert listed[0] == "recommendation.listed"
    assert second == ("recommendation.list_open", {"serial": one.serial})


def test_a_token_is_ours_or_nobodys(climb):
    one = prepared(climb, climb.entry(climb.enterprises[0]))
    token = list_token(one)

    assert find_list(database.session, token).id == one.id
    for strange in (token[:-1], token + "0", "1-2", "x-y-z", "", f"{one.id}-{'0' * 16}-{'0' * 16}"):
        assert find_list(database.session, strange) is None


def test_one_opinion_for_several_leaves_written_ones_alone(climb):
    place = climb.enterprises[0]
    first, second = climb.entry(place), climb.entry(place, "第二项")
    actor = climb.actor(place)
    note_opinion(actor, climb.step(first), opinion="单独意见")

    count = note_opinions(
        actor,
        row_of(climb.competition),
        place.id,
        [first.id, second.id],
        opinion=" 同意推荐 ",
    )

    assert count == 1
    assert [climb.step(each).opinion for each in (first, second)] == ["单独意见", "同意推荐"]
    last = database.session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc())).first()
    assert (last.action, last.detail["entries"]) == ("recommendation.opinions", [second.id])


def test_a_paper_that_is_no_code_at_all_gives_none():
    assert read_codes(pdf(), FileKind.PDF) == ()
