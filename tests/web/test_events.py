"""The pages of bonuses and deductions: recorded by one, verified by a second, read by others."""

from collections.abc import Callable
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from competition.documents.event_table import events_table
from competition.documents.tables.read import read_rows
from competition.documents.tables.write import workbook_bytes
from competition.domain.access import Role
from competition.models import Entry, Proposal, ScoreEvent, ScoreItem, database
from competition.services.setup.competitions import change_basics
from tests.entry_factories import pdf
from tests.event_factories import bonus, event_contest, fetch, number_of, recorded, verified
from tests.factories import Make
from tests.judging_factories import Contest
from tests.services.test_event_corrections import settled
from tests.services.test_results import computed, second_organiser
from tests.two_stages import publish
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


def place(contest: Contest, rest: str = "") -> str:
    return f"/organiser/competitions/{contest.ident}/events{rest}"


def form(contest: Contest, **values: object) -> dict[str, object]:
    return {
        "entry": number_of(contest, 0),
        "kind": "加分",
        "level": "国家级",
        "matter": "全国劳动竞赛一等奖",
        "date": "2026-01-05",
        **values,
    }


def newest() -> ScoreEvent:
    database.session.rollback()
    return database.session.scalars(select(ScoreEvent).order_by(ScoreEvent.id.desc())).all()[0]


def test_one_records_with_evidence_and_another_verifies(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = event_contest(make)
    first, second = visitor(contest.organiser), visitor(second_organiser(contest))

    scan = pdf("获奖证书")
    page = first.get(place(contest, "/new")).text
    told = words(
        first.follow(
            first.post(
                place(contest, "/new"),
                form(contest, files=(BytesIO(scan), "获奖证书.pdf")),
            )
        )
    )
    event = newest()
    own = words(first.get(f"/organiser/events/{event.id}"))
    refused = words(first.follow(first.post(place(contest, "/verify"), {"ids": str(event.id)})))
    other = words(second.get(f"/organiser/events/{event.id}"))
    file = second.get(f"/organiser/events/{event.id}/files/{event.files[0].id}")
    done = words(second.follow(second.post(place(contest, "/verify"), {"ids": str(event.id)})))

    kinds = [kind for kind in ("加分", "超时", "专利", "安全责任事故") if f'value="{kind}"' in page]
    assert kinds == ["加分", "超时", "专利", "安全责任事故"]
    assert 'value="国家级"' in page
    assert "已记录，由第二人核实后计入成绩" in told
    assert "须由另一位组织方人员或评审组长核实" in own
    assert "不能是同一人" in refused
    assert "核实这一事项" in other and "获奖证书.pdf" in other
    assert file.data == scan
    file.close()
    assert "已核实 1 项" in done
    assert fetch(event.id).verified_at is not None


def test_the_list_counts_by_state_and_shows_those_of_one(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    verified(contest, second, bonus(contest, 1))
    recorded(contest, bonus(contest, 0))
    first = visitor(contest.organiser)

    every = words(first.get(place(contest)))
    waiting = words(first.get(place(contest, "?state=waiting")))
    nothing = words(first.get(place(contest, "?q=没有这个")))

    assert "待核实1 已核实1 已撤回0" in every or "待核实1已核实1已撤回0" in every
    assert number_of(contest, 0) in waiting
    assert number_of(contest, 1) not in waiting
    assert number_of(contest, 0) not in nothing


def test_what_is_wrong_stands_beside_its_field(app: Flask, make: Make, visitor: Come) -> None:
    contest = event_contest(make)
    first = visitor(contest.organiser)

    page = first.post(
        place(contest, "/new"),
        form(contest, kind="超时", amount="1e2", date="2999-01-01", entry="X-1"),
        status=422,
    )

    text = words(page)
    assert "“1e2”不是数值" in text
    assert "日期不能晚于今天" in text
    assert "没有编号为“X-1”且参加评审的项目" in text
    assert 'value="X-1"' in page.text


def test_votes_come_from_excel_and_all_are_verified_at_once(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = event_contest(make, votes=True)
    first, second = visitor(contest.organiser), visitor(second_organiser(contest))
    votes = {0: "1200", 1: "600", 2: "300"}
    rows = [
        {"entry": number_of(contest, entry), "kind": "大众投票", "amount": count}
        for entry, count in votes.items()
    ]
    file = workbook_bytes(events_table(("大众投票",), (), rows))

    seen = first.post(place(contest, "/import"), {"file": (BytesIO(file), "票数.xlsx")}, status=200)
    token = seen.text.split('name="token" value="')[1].split('"')[0]
    told = words(first.follow(first.post(place(contest, "/import/confirm"), {"token": token})))
    done = words(second.follow(second.post(place(contest, "/verify"), {"act": "all"})))
    result = computed(contest)
    derivation = words(second.get(f"/organiser/results/{result.id}/entries/{contest.entry_ids[1]}"))

    assert "新增 3 行" in words(seen)
    assert "已导入 3 项" in told
    assert "已核实 3 项" in done
    assert "74.40" in derivation and "600" in derivation


def test_a_table_with_a_fault_is_told_and_nothing_is_kept(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = event_contest(make)
    first = visitor(contest.organiser)
    rows = [{"entry": number_of(contest, 0), "kind": "超时", "amount": "八分钟"}]
    file = workbook_bytes(events_table(("超时",), (), rows))

    page = first.post(place(contest, "/import"), {"file": (BytesIO(file), "用时.xlsx")}, status=422)

    assert "“八分钟”不是数值" in words(page)
    assert list(database.session.scalars(select(ScoreEvent))) == []


def test_what_is_exported_has_what_was_recorded(app: Flask, make: Make, visitor: Come) -> None:
    contest = event_contest(make)
    recorded(contest, bonus(contest, date="2026-01-05"))
    first = visitor(contest.organiser)

    answer = first.post(place(contest, "/export"), status=200)
    template = first.get(place(contest, "/template.xlsx"))

    head, row = read_rows(answer.data).rows
    told = dict(zip(head.cells, row.cells, strict=True))
    assert (told["种类*"] if "种类*" in told else told["种类"], told["日期"]) == (
        "加分",
        "2026-01-05",
    )
    assert told["状态"] == "待核实"
    assert len(read_rows(template.data).rows) == 1


def test_a_change_is_recorded_beside_the_event(app: Flask, make: Make, visitor: Come) -> None:
    contest = event_contest(make)
    old = recorded(contest, bonus(contest))
    first = visitor(contest.organiser)
    path = f"/organiser/events/{old}/change"

    page = first.get(path).text
    blank = first.post(path, form(contest, level="省部级"), status=422)
    done = first.post(path, form(contest, level="省部级", change_reason="级别核对有误"))

    assert 'value="全国劳动竞赛一等奖"' in page
    assert "请写明更改原因" in words(blank)
    assert "级别核对有误" in words(first.follow(done))
    assert "已撤回" in words(first.get(f"/organiser/events/{old}"))


def test_what_an_approved_result_stands_on_goes_through_two_persons(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest, second, counted = settled(make)
    first, other = visitor(contest.organiser), visitor(second)
    path = f"/organiser/events/{counted}"

    page = words(first.get(path))
    refused = words(first.follow(first.post(f"{path}/withdraw", {"reason": "误录"})))
    asked = first.follow(first.post(f"{path}/propose", {"reason": "证书系他人所有"}))
    database.session.rollback()
    proposal = database.session.scalars(
        select(Proposal.id).where(Proposal.action == "correct_fact")
    ).one()
    answer = f"/organiser/proposals/{proposal}/score"
    shown = other.get(answer)
    seen = shown.text.split('name="seen" value="')[1].split('"')[0]
    done = words(other.follow(other.post(answer, {"answer": "approve", "seen": seen})))

    assert "提请不再计入" in page
    assert "不能直接核实或撤回" in refused
    assert "等待第二人审批：更正加减分事项" in words(asked)
    assert "83.50 → 80.50" in words(shown)
    assert "加减分事项已更正" in done
    assert "更正加减分事项" in words(other.get(answer))
    assert fetch(counted).withdrawn_at is not None


def test_kinds_that_no_rule_names_are_told(app: Flask, make: Make, visitor: Come) -> None:
    contest = event_contest(make)
    ident = recorded(contest, bonus(contest))
    with database.writing() as session:
        session.get_one(ScoreEvent, ident).kind = "加份"

    page = words(visitor(contest.organiser).get(place(contest)))

    assert "有 1 项的种类在现行规则中没有，不计入成绩" in page
    assert "与现行规则不符" in page


def test_the_result_tells_which_verified_events_no_rule_counts(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = event_contest(make)
    ident = verified(contest, second_organiser(contest), bonus(contest))
    organiser = visitor(contest.organiser)
    address = f"/organiser/competitions/{contest.competition.id}/results"
    before = words(organiser.get(address))
    with database.writing() as session:
        session.get_one(ScoreEvent, ident).kind = "加份"

    told = words(organiser.get(address))

    assert "种类在现行规则中没有" not in before
    assert "有 1 项的种类在现行规则中没有，不计入成绩" in told
    assert "加份" in told


def test_the_supervisor_reads_and_changes_nothing(app: Flask, make: Make, visitor: Come) -> None:
    contest = event_contest(make)
    ident = recorded(
        contest, bonus(contest, reason="公示无异议"), files=[("证书.pdf", pdf("证书"))]
    )
    account = make.account(Role.SUPERVISOR, competition_id=contest.ident, name="郑监督")
    supervisor = visitor(account)

    listed = words(supervisor.get(f"/supervisor/competitions/{contest.ident}/events"))
    page = supervisor.get(f"/supervisor/events/{ident}")

    assert "加分" in listed and "待核实" in listed
    assert "公示无异议" in words(page) and "证书.pdf" in words(page)
    assert 'method="post" action="/organiser' not in page.text
    supervisor.post(f"/organiser/events/{ident}/withdraw", {"reason": "x"}, status=404)


def test_an_entrant_reads_what_was_written_and_the_public_does_not(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    verified(contest, second, bonus(contest, matter="王小明的奖", evidence="〔2026〕12 号"))
    change_basics(
        contest.organiser,
        contest.competition,
        {"entrants_see": "derivation", "public_sees": "derivation"},
    )
    result = publish(contest, second, contest.stage_id)
    entry = contest.entry_ids[0]
    owner = make.account(Role.ENTRANT, competition_id=contest.ident, name="申报人")
    with database.writing() as session:
        session.get_one(Entry, entry).account_id = owner.account_id

    own = words(visitor(owner).get(f"/entrant/entries/{entry}/result"))
    named = words(visitor(second).get(f"/organiser/results/{result}/entries/{entry}"))
    bundle = visitor(second).get(f"/organiser/results/{result}/bundle.json").text

    assert "王小明的奖" in own and "〔2026〕12 号" in own
    assert "王小明的奖" in named
    assert "王小明" not in bundle and "12 号" not in bundle


def test_items_come_from_the_table_that_was_downloaded(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = event_contest(make, entries=2, difficulty=True)
    first, second = visitor(contest.organiser), visitor(second_organiser(contest))
    base = f"/organiser/competitions/{contest.ident}/items"
    head = read_rows(first.get(f"{base}/table.xlsx").data).rows[0].cells
    text = "\n".join([",".join(head), ",,,创新性,1.5,"])

    seen = first.post(f"{base}/import", {"file": (BytesIO(text.encode()), "难度.csv")}, status=200)
    token = seen.text.split('name="token" value="')[1].split('"')[0]
    first.post(f"{base}/import/confirm", {"token": token})
    listed = words(first.get(base))
    second.post(f"{base}/verify", {"act": "all"})
    database.session.rollback()
    item = database.session.scalars(select(ScoreItem)).one()
    first.post(f"/organiser/items/{item.id}/act", {"act": "withdraw", "reason": "误录"})

    assert "创新性" in listed and "难度系数 1.5" in listed
    database.session.rollback()
    assert database.session.scalars(select(ScoreItem.withdrawn_reason)).one() == "误录"
