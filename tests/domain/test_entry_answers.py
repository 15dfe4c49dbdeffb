import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.entry_answers import check_answers, count_characters
from competition.domain.entry_form_document import parse_form

FORM = parse_form(
    {
        "fields": [
            {"key": "title", "label": "成果名称", "type": "text", "limit": 10, "required": True,
             "audiences": []},
            {"key": "summary", "label": "简介", "type": "long_text", "limit": 20, "audiences": []},
            {"key": "benefit", "label": "效益", "type": "money", "unit": "万元", "places": 2,
             "minimum": "0", "maximum": "1000", "audiences": [], "required": True},
            {"key": "kind", "label": "类别", "type": "choice", "audiences": [],
             "choices": [{"key": "a", "label": "小发明"}, {"key": "b", "label": "小改造"}]},
            {"key": "rights", "label": "知识产权", "type": "multi_choice", "limit": 2,
             "choices": [{"key": "p", "label": "专利"}, {"key": "s", "label": "软著"},
                         {"key": "n", "label": "无"}], "audiences": []},
            {"key": "since", "label": "应用日期", "type": "date", "audiences": []},
            {"key": "proof", "label": "材料", "type": "file", "limit": 2, "formats": ["pdf"],
             "required": True, "audiences": []},
            {"key": "video", "label": "视频", "type": "video_link", "audiences": []},
            {"key": "tel", "label": "电话", "type": "phone", "audiences": []},
            {"key": "unit", "label": "单位", "type": "organisation", "audiences": []},
        ]
    }
)  # fmt: skip


def draft(**answers):
    checked = check_answers(FORM, answers, complete=False)
    return checked.answers, [(fault.field, fault.code) for fault in checked.faults]


def test_answers_are_stored_in_one_shape_and_in_the_order_of_the_form():
    stored, faults = draft(
        video=" https://v.example/1 ",
        proof=["17", "18"],
        since="2026-07-09",
        rights=["软著", "p", "p"],
        kind="小改造",
        benefit=" １２.50 ",
        summary="一\r\n二\x00\u202e",
        title=" 断路器\t 检修 ",
    )

    assert faults == []
    assert list(stored.items()) == [
        ("title", "断路器  检修"),
        ("summary", "一\n二"),
        ("benefit", "12.5"),
        ("kind", "b"),
        ("rights", ["p", "s"]),
        ("since", "2026-07-09"),
        ("proof", ["17", "18"]),
        ("video", "https://v.example/1"),
    ]


def test_a_draft_may_stop_anywhere_and_a_submission_may_not():
    nothing = {"title": "  ", "proof": []}

    assert check_answers(FORM, nothing, complete=False).faults == ()
    missing = check_answers(FORM, nothing, complete=True).faults
    assert [(fault.field, fault.code) for fault in missing] == [
        ("title", "answer.required"),
        ("benefit", "answer.required"),
        ("proof", "answer.required"),
    ]


def test_zero_is_an_answer():
    stored, _ = draft(benefit="0.00")

    assert stored == {"benefit": "0"}


LIMIT = "https://v.example/" + "a" * (500 - len("https://v.example/"))


@pytest.mark.parametrize(
    ("key", "typed", "code", "values"),
    [
        ("title", "断路器检修机器人的研制与", "answer.too_long", {"limit": 10, "length": 12}),
        ("benefit", "1e2", "number.grammar", {"text": "1e2"}),
        ("benefit", "1,000", "number.grammar", {"text": "1,000"}),
        ("benefit", "NaN", "number.grammar", {"text": "NaN"}),
        ("benefit", ".5", "number.grammar", {"text": ".5"}),
        ("benefit", "1.234", "number.places", {"places": 2}),
        ("benefit", "9_5", "number.grammar", {"text": "9_5"}),
        ("benefit", "1" * 40, "number.too_long", {"digits": 18}),
        ("benefit", "-0.01", "answer.too_small", {"minimum": "0", "unit": "万元"}),
        ("benefit", "1000.01", "answer.too_large", {"maximum": "1000", "unit": "万元"}),
        ("kind", "小设计", "answer.choice", {"text": "小设计"}),
        ("tel", "见附件", "phone.contact", {}),
        ("since", "2026-02-30", "answer.date", {"text": "2026-02-30"}),
        ("since", "20260709", "answer.date", {"text": "20260709"}),
        ("since", "2026-W28-4", "answer.date", {"text": "2026-W28-4"}),
        ("video", "http://v.example/1", "answer.link", {}),
        ("video", "javascript:alert(1)", "answer.link", {}),
        ("video", "https://v.example@evil.example/", "answer.link", {}),
        ("video", "https://[", "answer.link", {}),
        ("video", "//v.example/1", "answer.link", {}),
        ("video", "https://", "answer.link", {}),
        ("video", "https:///v", "answer.link", {}),
        ("video", "https://v.example:0x50/1", "answer.link", {}),
        ("video", "https://v.example:0/1", "answer.link", {}),
        ("video", "https://v.example:65536/1", "answer.link", {}),
        ("video", "https://v.example/a b", "answer.link", {}),
        ("video", "https://v.example/a\u3000b", "answer.link", {}),
        ("video", 'https://v.example/"onclick', "answer.link", {}),
        ("video", "https://v.example/\\evil", "answer.link", {}),
        ("video", LIMIT + "a", "answer.link_long", {"limit": 500}),
    ],
)
def test_a_faulty_answer_is_named_and_kept_as_typed(key, typed, code, values):
    checked = check_answers(FORM, {key: typed}, complete=False)

    assert [(each.field, each.code, each.values) for each in checked.faults] == [
        (key, code, values)
    ]
    assert checked.answers == {key: typed}


@pytest.mark.parametrize("link", [LIMIT, "https://v.example:1/X", "https://v.example:8443?a=1#b"])
def test_a_link_may_have_a_port_and_five_hundred_characters(link):
    assert draft(video=link) == ({"video": link}, [])


def test_each_kind_of_answer_is_read_in_its_own_way():
    stored, faults = draft(
        tel="（028）8888 6666", unit=17, since="２０２６-07-09", rights="软著", proof="1"
    )

    assert faults == []
    assert stored == {
        "rights": ["s"],
        "since": "2026-07-09",
        "proof": ["1"],
        "tel": "028-88886666",
        "unit": "17",
    }


@pytest.mark.parametrize(
    ("typed", "summary", "title"),
    [
        ("一\r二\r\n三\n", "一\n二\n三", "一二三"),
        ("一\t二", "一 二", "一 二"),
        ("e\u0301\u202e", "\u00e9", "\u00e9"),
        ("👩\u200d👧", "👩\u200d👧", "👩\u200d👧"),
        ("一\u2028二\u2029", "一二", "一二"),
        ("一\ud800二", "一二", "一二"),
    ],
)
def test_breaks_stay_in_long_texts_and_hidden_characters_nowhere(typed, summary, title):
    stored, faults = draft(summary=typed, title=typed)

    assert (stored, faults) == ({"title": title, "summary": summary}, [])


def test_choices_and_files_are_limited_in_number():
    given = {"rights": ["p", "s", "n"], "proof": ["1", "2", "3"]}

    checked = check_answers(FORM, given, complete=False)

    assert [(each.field, each.code, each.values) for each in checked.faults] == [
        ("rights", "answer.too_many_choices", {"limit": 2}),
        ("proof", "answer.too_many_files", {"limit": 2}),
    ]
    assert checked.answers == given


@pytest.mark.parametrize(
    ("key", "given", "kept"),
    [
        ("title", {"a": 1}, ["{'a': 1}"]),
        ("title", ["a"], ["a"]),
        ("title", True, ["True"]),
        ("proof", 3, ["3"]),
        ("proof", [1, "2"], ["1", "2"]),
        ("rights", ("p", None), ["p", "None"]),
    ],
)
def test_a_shape_that_no_form_sends_is_refused(key, given, kept):
    assert draft(**{key: given}) == ({key: kept}, [(key, "answer.shape")])


def test_an_answer_to_no_question_is_refused():
    assert draft(score="100") == ({}, [("score", "answer.unknown_field")])
    stored, faults = draft(score="100", title="好", age="3", kind="?")

    assert stored == {"title": "好", "kind": "?"}
    assert faults == [
        ("age", "answer.unknown_field"),
        ("score", "answer.unknown_field"),
        ("kind", "answer.choice"),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("成果", 2),
        ("𬭎𣲗", 2),
        ("e\u0301", 1),
        ("q\u0301", 1),
        ("葛\U000e0100", 1),
        ("张\u20dd", 1),
        ("一\r\n二", 3),
        ("👨\u200d👩\u200d👧", 1),
        ("👍🏽", 1),
    ],
)
def test_length_is_counted_as_its_writer_counts(text, count):
    assert count_characters(text) == count


@settings(derandomize=True, max_examples=200)
@given(st.dictionaries(st.sampled_from([f.key for f in FORM.fields]), st.text(max_size=12)))
def test_stored_answers_are_sound_and_unchanged_when_checked_again(answers):
    once = check_answers(FORM, answers, complete=False)
    faulty = {fault.field for fault in once.faults}
    sound = {key: value for key, value in once.answers.items() if key not in faulty}

    again = check_answers(FORM, sound, complete=False)

    assert again.answers == sound
    assert again.faults == ()


def test_an_answer_that_just_fits_is_sound():
    link = "https://v.example/" + "a" * (500 - len("https://v.example/"))

    stored, faults = draft(title="断" * 10, benefit="1000", rights=["p", "s"], video=link)

    assert faults == []
    assert stored == {"title": "断" * 10, "benefit": "1000", "rights": ["p", "s"], "video": link}


@pytest.mark.parametrize("blank", [None, "", "\u3000", [], [""]])
def test_a_blank_answer_is_not_stored(blank):
    assert draft(title=blank, proof=blank) == ({}, [])
    assert draft(**{field.key: blank for field in FORM.fields}) == ({}, [])


def test_marks_that_attach_to_a_character_take_no_room():
    accented = "q\u0301" + "a" * 9

    assert draft(title=accented) == ({"title": accented}, [])


def test_a_line_break_in_a_line_of_text_is_dropped():
    assert draft(title="断路\n器", proof=["1\n7"])[0] == {"title": "断路器", "proof": ["17"]}
