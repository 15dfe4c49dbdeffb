import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.blind import (
    ALPHABET,
    Flag,
    Giveaway,
    blind_codes,
    draw_order,
    find_giveaways,
)

UNIT, MEMBER, CONTACT = Giveaway.UNIT, Giveaway.MEMBER, Giveaway.CONTACT


def test_codes_are_distinct_and_free_of_vowels_and_lookalikes():
    codes = blind_codes([str(number) for number in range(1740)], random.Random(1))

    assert len(set(codes.values())) == 1740
    assert set("".join(codes.values())) <= set(ALPHABET)
    assert not set(ALPHABET) & set("AEIOU01258BSZ")
    assert {len(code) for code in codes.values()} == {4}


def test_codes_grow_before_a_guess_becomes_likely():
    codes = blind_codes([str(number) for number in range(12_000)], random.Random(1))

    assert {len(code) for code in codes.values()} == {5}


def test_a_code_carries_its_stage_and_is_not_used_twice():
    first = blind_codes(["E1", "E2"], random.Random(7), prefix="C")

    second = blind_codes(["E1", "E2"], random.Random(7), prefix="C", taken=first.values())

    assert all(code.startswith("C-") for code in first.values())
    assert not set(first.values()) & set(second.values())


def test_another_stage_gives_other_codes():
    entries = ["E1", "E2", "E3"]

    assert blind_codes(entries, random.Random(1)) != blind_codes(entries, random.Random(2))
    assert list(blind_codes(entries, random.Random(1))) == entries


def test_a_draw_orders_the_same_entries_whatever_order_they_come_in():
    entries = [f"E{number}" for number in range(20)]

    drawn = draw_order(entries, random.Random(3))

    assert sorted(drawn) == sorted(entries)
    assert drawn != sorted(entries)
    assert drawn == draw_order(reversed(entries), random.Random(3))


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("由蜀江电力有限公司研制", 1, 9, UNIT),
        ("由蜀江电力研制", 1, 5, UNIT),
        ("由蜀 江\u200b电 力研制", 1, 8, UNIT),
        ("负责人张 三丰", 3, 7, MEMBER),
        ("ＺＨＡＮＧ老师", 0, 5, MEMBER),
        ("电话138-1234 1234", 2, 15, CONTACT),
        ("电话13812341234。", 2, 13, CONTACT),
        ("邮箱 a.b@sj.example 联系", 3, 17, CONTACT),
        ("本装置重13.8千克", None, None, None),
    ],
)
def test_text_that_gives_a_name_away_is_flagged_where_it_stands(text, start, end, kind):
    flags = find_giveaways(text, units=["蜀江电力有限公司"], members=["张三丰", "Zhang"])

    assert [(flag.start, flag.end, flag.kind) for flag in flags] == (
        [] if kind is None else [(start, end, kind)]
    )


def test_a_unit_is_not_cut_down_to_a_word_of_everyday_use():
    assert find_giveaways("电力行业通用", units=["电力公司"]) == ()


def test_of_overlapping_flags_the_longest_is_kept():
    flags = find_giveaways(
        "蜀江电力有限公司检修分公司", units=["蜀江电力有限公司", "蜀江电力有限公司检修分公司"]
    )

    assert flags == (Flag(0, 13, UNIT, "蜀江电力有限公司检修分公司"),)


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=15), st.text(max_size=15))
def test_a_member_is_found_in_any_surroundings(before, after):
    text = f"{before}王钰𬭎{after}"

    found = [text[flag.start : flag.end] for flag in find_giveaways(text, members=["王钰𬭎"])]

    assert "王钰𬭎" in "".join(found)


def test_flags_that_touch_are_both_kept():
    flags = find_giveaways("张三李四王五", members=["王五", "李四", "张三"])

    assert [(flag.start, flag.end, flag.term) for flag in flags] == [
        (0, 2, "张三"),
        (2, 4, "李四"),
        (4, 6, "王五"),
    ]


def test_a_shorter_flag_right_before_a_longer_one_is_kept():
    flags = find_giveaways("张三李四平", members=["李四平", "张三"])

    assert [(flag.start, flag.end) for flag in flags] == [(0, 2), (2, 5)]


def test_a_person_is_not_looked_for_without_the_end_of_the_name():
    assert find_giveaways("王李张赵来了", members=["王李张赵公司"]) == ()


def test_codes_in_use_count_towards_their_length():
    codes = blind_codes(["E1"], random.Random(1), taken=[str(number) for number in range(11_712)])

    assert {len(code) for code in codes.values()} == {5}


def test_a_single_character_is_no_name_to_look_for():
    assert find_giveaways("张力传感器", members=["张"]) == ()
