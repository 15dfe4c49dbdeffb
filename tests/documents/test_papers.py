import io
import re
from dataclasses import replace

import pypdf
import pytest

from competition.documents.entry_form import EntryField, EntryForm, EntryTable, render_entry_form
from competition.documents.fonts import Fonts
from competition.documents.link_sheet import LinkSheet, PersonalLink, render_link_sheet
from competition.documents.summary import Summary, SummaryMark, SummaryRow, render_summary
from competition.domain.refusal import Refusal

LONG = "针对造粒水用量大、外排水含炭黑颗粒的问题，团队研制了三级沉降与膜过滤循环装置。"
FORM = EntryForm(
    competition="第二届蜀江省职工创新大赛",
    title="项目申报表",
    number="HG2026-018",
    address="https://jiangping.example.org/e/8f3kd02mfk39dk2m4k5n6b",
    fields=(EntryField("成果名称", "造粒水循环利用"), EntryField("成果简介", LONG * 110)),
    tables=(
        EntryTable(
            "主要完成人", ("序号", "姓名"), (("1", "王䶮"), ("2", "钱𣲗"), ("3", "孙𠅤")), (1, 3)
        ),
    ),
    declarations=("材料真实、准确。",),
    signatures=("第一完成人（签字）", "申报单位意见（盖章）"),
    note="2026年6月20日 17:00 提交",
)
SUMMARY = Summary(
    title="第二届蜀江省职工创新大赛成绩汇总表",
    scope="赛道：化工　阶段：决赛答辩",
    day="2026年7月9日",
    head="成绩版本 V1　摘要 9b41 7c0e … 2fd6",
    judges=("冯志强", "何晓燕", "王䶮"),
    score_heads=("初评\n平均分",),
    rows=(),
    rules="去掉一个最高分和一个最低分取平均，保留两位小数，四舍五入。",
    signatures=("评审组长", "计分员", "复核", "监督员"),
)


def row(number: int) -> SummaryRow:
    return SummaryRow(
        rank=str(number),
        number=f"HG-{number:03d}",
        title="循环水系统换热器泄漏快速查找",
        marks=(SummaryMark("92.5", True), SummaryMark("93.0"), SummaryMark("缺席")),
        scores=("92.77",),
        total="93.21",
        award="一等奖",
    )


def pages(pdf: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    return [page.extract_text() for page in reader.pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_long_answer_flows_over_pages_without_losing_a_character(fonts: Fonts) -> None:
    found = pages(render_entry_form(FORM, fonts))

    whole = squeezed("".join(re.sub(r"(?m)^HG2026.*$|^第 \d.*$", "", page) for page in found))
    assert len(found) == 3
    assert squeezed(LONG * 110) in whole


def test_every_page_of_a_form_bears_its_number_and_the_number_of_all(fonts: Fonts) -> None:
    found = pages(render_entry_form(FORM, fonts))

    numbers = [re.search(r"第 (\d) 页　共 (\d) 页", page) for page in found]
    assert [(match[1], match[2]) for match in numbers if match] == [
        (str(number), "3") for number in range(1, 4)
    ]
    assert all("HG2026-018　2026年6月20日 17:00 提交" in page for page in found)


def test_members_with_rare_characters_can_be_copied_from_a_form(fonts: Fonts) -> None:
    whole = "".join(pages(render_entry_form(FORM, fonts)))

    assert [name for name in ("王䶮", "钱𣲗", "孙𠅤") if name not in whole] == []


def test_a_character_without_a_glyph_is_shown_and_does_not_stop_a_form(fonts: Fonts) -> None:
    form = replace(FORM, fields=(EntryField("成果名称", "节能\U0001f4a1灯"),))

    assert "节能〔U+1F4A1〕灯" in pages(render_entry_form(form, fonts))[0]


def test_only_a_draft_says_draft(fonts: Fonts) -> None:
    draft = pages(render_entry_form(replace(FORM, draft=True, number=""), fonts))

    assert ["草稿" in page for page in draft] == [True] * 3
    assert "编号：—" in draft[0]
    assert ["草稿" in page for page in pages(render_entry_form(FORM, fonts))] == [False] * 3


def test_a_form_of_nothing_is_still_a_page(fonts: Fonts) -> None:
    empty = EntryForm("赛", "表", "", "", (), (), (), ())

    assert len(pages(render_entry_form(empty, fonts))) == 1


def test_the_same_form_gives_the_same_bytes(fonts: Fonts) -> None:
    assert render_entry_form(FORM, fonts) == render_entry_form(FORM, fonts)


def test_an_answer_beyond_all_measure_is_refused(fonts: Fonts) -> None:
    with pytest.raises(Refusal) as refused:
        render_entry_form(replace(FORM, fields=(EntryField("简介", "长" * 20_001),)), fonts)

    assert refused.value.code == "text.too_long"


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (17, 1), (42, 2), (120, 6)])
def test_heads_repeat_and_signatures_stand_once_under_results(
    fonts: Fonts, count: int, expected: int
) -> None:
    summary = replace(SUMMARY, rows=tuple(row(number) for number in range(1, count + 1)))

    found = pages(render_summary(summary, fonts))

    assert len(found) == expected
    assert all("项目名称" in page and "冯志强" in page for page in found)
    assert all("成绩版本 V1　摘要 9b41 7c0e … 2fd6" in page for page in found)
    signed = [all(f"{name}：" in page for name in SUMMARY.signatures) for page in found]
    assert signed == [False] * (expected - 1) + [True]
    assert [f"HG-{number:03d}" in found[-1] for number in range(max(1, count - 2), count + 1)] == (
        [True] * min(count, 3)
    )


def test_every_row_of_a_summary_is_printed_once_and_in_order(fonts: Fonts) -> None:
    summary = replace(SUMMARY, rows=tuple(row(number) for number in range(1, 61)))

    whole = "\n".join(pages(render_summary(summary, fonts)))

    assert re.findall(r"HG-(\d{3})", whole) == [f"{number:03d}" for number in range(1, 61)]


def test_a_dropped_mark_is_struck_through(fonts: Fonts) -> None:
    def strokes(dropped: bool) -> int:
        marks = (SummaryMark("92.5", dropped), SummaryMark("93.0"), SummaryMark("91.0"))
        one = replace(SUMMARY, rows=(replace(row(1), marks=marks),))
        reader = pypdf.PdfReader(io.BytesIO(render_summary(one, fonts)))
        return reader.pages[0].get_contents().get_data().count(b" l S")

    assert strokes(True) == strokes(False) + 1


@pytest.mark.parametrize("judges", [0, 1, 9, 20])
def test_any_usual_number_of_judges_fits(fonts: Fonts, judges: int) -> None:
    marks = tuple(SummaryMark("92.50") for _ in range(judges))
    names = tuple(f"评委{number}" for number in range(judges))
    summary = replace(SUMMARY, judges=names, rows=(replace(row(1), marks=marks),))

    (page,) = pages(render_summary(summary, fonts))

    assert page.count("92.50") == judges


def test_a_rehearsal_is_marked_on_its_summary(fonts: Fonts) -> None:
    (page,) = pages(render_summary(replace(SUMMARY, rehearsal=True), fonts))

    assert "演练用　无效" in page


def test_links_stand_eight_to_a_page_each_with_its_name_and_term(fonts: Fonts) -> None:
    names = ("冯志强", "王䶮", "钱𣲗", "甲", "乙", "丙", "丁", "戊", "阿依古丽·阿卜杜拉")
    links = tuple(
        PersonalLink(name, "评委", "科协", f"https://a.example.cn/l/{number:022d}", "7月20日 18:00")
        for number, name in enumerate(names)
    )

    found = pages(render_link_sheet(LinkSheet("大赛", "扫码后点登录。", links), fonts))

    assert [page.count("评委 · 科协") for page in found] == [8, 1]
    assert [page.count("有效期至 7月20日 18:00") for page in found] == [8, 1]
    assert [name for name in names if name not in "".join(found)] == []
