"""What is invented for one seed, in full: the same in every version."""

from random import Random

from competition.domain.entry_form_document import parse_form
from competition.domain.invention import (
    Invented,
    invent_answers,
    invent_entries,
    invent_mark,
    invent_quality,
)
from competition.domain.marks import MarkRange

CHOICES = [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}]


def field(key, kind, **more):
    return {"key": key, "label": "项", "type": kind, "audiences": [], **more}


def every_kind():
    return parse_form(
        {
            "fields": [
                field("title", "text", limit=4, required=True),
                field("proof", "file", formats=["pdf"]),
                field("name", "text", limit=20),
                field("text", "long_text", limit=800),
                field("short", "long_text", limit=9),
                field("n", "number"),
                field("m", "number", minimum="5", maximum="7", places=1),
                field("big", "number", maximum="99999"),
                field("one", "choice", choices=CHOICES),
                field("many", "multi_choice", choices=CHOICES),
                field("day", "date"),
                field("body", "organisation"),
                field("film", "video_link", required=True),
                field("film_2", "video_link"),
                field("tel", "phone", required=True),
                field("tel_2", "phone"),
            ]
        }
    )


def test_entries_of_a_seed():
    entries = invent_entries(98, seed="x", members=range(1, 4))

    assert len(entries) == 98
    assert entries[0] == Invented("水泥窑余热带电检测系统", "长汀建材公司", ("蒋晓燕",))
    assert entries[1] == Invented("基站天馈系统自动定位系统", "安澜通信公司", ("陈𣲗", "田志强"))
    assert entries[2] == Invented(
        "变压器套管带电检测系统", "青屏化工公司", ("周建国", "冯浩然", "陈明亮")
    )
    assert entries[3] == Invented("基站天馈系统在线诊断装置", "云栖水务公司", ("李宇航",))
    assert [entries[at].members[0] for at in (5, 9, 13, 17)] == ["王𬭎", "张㛃", "李䶮", "宋雅静"]
    assert [entries[at].unit for at in (96, 97)] == ["长汀建材公司1", "安澜通信公司1"]


def test_an_entry_may_have_no_people():
    entries = invent_entries(3, seed="x", members=range(1))

    assert [one.members for one in entries] == [(), (), ()]


def test_answers_of_a_seed_to_every_kind_of_field():
    entry = Invented("蜀江断路器", "厂", ("张三", "李四"))

    assert invent_answers(every_kind(), entry, organisation="总工会", seed="y") == {
        "title": "蜀江断路",
        "name": "张三",
        "text": (
            "这是演练用的虚构内容。原来靠人工经验判断，效率低、风险高。判别规则由现场数据得出，"
            "可随工况修正。经现场试用，单次作业时间由八小时缩短到两小时。"
        ),
        "short": "这是演练用的虚构内",
        "n": "75",
        "m": "6.4",
        "big": "136",
        "one": "a",
        "many": ["a"],
        "day": "2025-06-10",
        "body": "总工会",
        "film": "https://example.org/practice",
        "film_2": "",
        "tel": "028-88886666",
        "tel_2": "",
    }


def test_an_entry_without_people_names_nobody():
    answers = invent_answers(every_kind(), Invented("甲", "厂", ()), organisation="", seed="z")

    assert (answers["name"], answers["n"], answers["m"]) == ("这是演练用的虚构内容。", "113", "6.2")
    assert (answers["big"], answers["day"]) == ("309", "2025-05-03")


def test_numbers_and_days_keep_their_bounds():
    for seed in map(str, range(100)):
        answers = invent_answers(every_kind(), Invented("甲", "厂", ()), organisation="", seed=seed)

        year, month, day = map(int, str(answers["day"]).split("-"))
        assert (year, 1 <= month <= 12, 1 <= day <= 28) == (2025, True, True)
        assert 0 <= int(str(answers["n"])) <= 500
        assert 0 <= int(str(answers["big"])) <= 500
        assert 50 <= int(str(answers["m"]).replace(".", "")) <= 70


def test_marks_of_a_seed_lie_near_the_quality():
    chance = Random(1)
    allowed = MarkRange(1, 3, 103, 10)

    marks = [invent_mark(allowed, quality, chance) for quality in (0, 50, 100, 66, 94)]

    assert marks == ["0.3", "5.3", "10.3", "7.3", "8.3"]


def test_fine_marks_differ_by_six_in_a_hundred_at_most():
    chance = Random(2)
    allowed = MarkRange(0, 0, 1000, 1)

    marks = {int(invent_mark(allowed, 50, chance)) for _ in range(300)}

    assert marks == set(range(440, 561, 10))


def test_a_single_entry_is_of_fair_quality():
    places = ((0, 0), (0, 1), (0, 2), (1, 2), (1, 4))

    assert [invent_quality(at, count) for at, count in places] == [66, 66, 66, 94, 75]
    assert isinstance(invent_quality(1, 4), int)


def test_marks_at_the_ends_stay_in_the_range():
    chance = Random(3)
    allowed = MarkRange(0, 200, 1200, 1)

    low = {int(invent_mark(allowed, 0, chance)) for _ in range(90)}
    high = {int(invent_mark(allowed, 100, chance)) for _ in range(90)}

    assert (min(low), max(low), min(high), max(high)) == (200, 260, 1140, 1200)
