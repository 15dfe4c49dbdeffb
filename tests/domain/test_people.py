import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.people import (
    check_character,
    contact_phone,
    mask_id_number,
    mask_name,
    mask_phone,
    normal_id_number,
    normal_login,
    normal_name,
    normal_phone,
)
from competition.domain.refusal import Refusal


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳明", "欧阳*"),
        ("欧阳", "欧*"),
        ("司马相如", "司马**"),
        ("阿卜杜拉·买买提", "阿***·***"),
        ("䶮", "*"),
        ("𬭎𣲗", "𬭎*"),
        ("葛\U000e0100城", "葛\U000e0100*"),
        ("张三\u20dd", "张*"),
        ("क\u093f王", "क\u093f*"),
        ("John Smith", "J*** *****"),
    ],
)
def test_a_masked_name_keeps_the_surname_and_nothing_else(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("张 三", "张三"),
        ("\u3000张\u3000三 ", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 ・ 买买提", "阿卜杜拉·买买提"),
        ("John  Smith", "John Smith"),
        ("John Q. Smith", "John Q. Smith"),
        ("e\u0301tienne", "\u00e9tienne"),
        ("䶮㛃 𬭎", "䶮㛃𬭎"),
        ("张\U0002ebf0", "张\U0002ebf0"),
        ("张\U00032000", "张\U00032000"),
    ],
)
def test_a_name_has_one_form(typed, stored):
    assert normal_name(typed) == stored


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=30))
def test_normalising_a_name_twice_changes_nothing_more(text):
    try:
        once = normal_name(text)
    except Refusal:
        return

    assert normal_name(once) == once


def refused(read, typed):
    with pytest.raises(Refusal) as refusal:
        read(typed)
    return refusal.value.code, refusal.value.values


@pytest.mark.parametrize(
    ("typed", "code", "values"),
    [
        (" \u3000 ", "name.blank", {}),
        ("张" * 61, "name.long", {"limit": 60}),
        ("张\u202e三", "name.character", {"character": "\u202e", "codepoint": "U+202E"}),
        ("张\x07三", "name.character", {"character": "\x07", "codepoint": "U+0007"}),
        ("张3", "name.character", {"character": "3", "codepoint": "U+0033"}),
        ("张\ue000", "name.character", {"character": "\ue000", "codepoint": "U+E000"}),
        ("张\ud800", "name.character", {"character": "\ud800", "codepoint": "U+D800"}),
        ("张\u0378", "name.character", {"character": "\u0378", "codepoint": "U+0378"}),
    ],
)
def test_a_name_without_sense_is_refused(typed, code, values):
    assert refused(normal_name, typed) == (code, values)


@pytest.mark.parametrize(
    "typed",
    ["13812341234", "138 1234 1234", "+86 138-1234-1234", "8613812341234", "１３８12341234"],
)
def test_a_mobile_number_has_one_form(typed):
    assert normal_phone(typed) == "13812341234"


@pytest.mark.parametrize("typed", ["12812341234", "1381234123", "028-86543210", "", "abc"])
def test_what_is_no_mobile_number_is_refused(typed):
    assert refused(normal_phone, typed) == ("phone.number", {})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("138 1234 1234", "13812341234"),
        ("+86 138-1234-1234", "13812341234"),
        ("02888886666", "028-88886666"),
        ("（010）6523 4567", "010-65234567"),
        ("0816-2345678 转 801", "0816-2345678-801"),
    ],
)
def test_a_contact_phone_is_a_mobile_or_a_landline_with_area_code(typed, number):
    assert contact_phone(typed) == number
    assert contact_phone(number) == number


@pytest.mark.parametrize(
    "typed",
    ["1381234123", "138123412345", "88886666", "028-8888666", "099", "见附件", "028-08886666"],
)
def test_a_number_that_nobody_could_ring_is_refused(typed):
    assert refused(contact_phone, typed) == ("phone.contact", {})


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812341234", "138****1234"), ("02886543210", "*********10"), ("110", "***")],
)
def test_a_masked_phone_cannot_be_rung(phone, masked):
    assert mask_phone(phone) == masked


def test_an_id_number_is_checked_by_its_last_character():
    assert normal_id_number("11010519491231002X") == "11010519491231002X"
    assert normal_id_number(" 110105 19491231 002x ") == "11010519491231002X"
    assert normal_id_number("510100200002290016") == "510100200002290016"


def test_a_check_character_follows_seventeen_digits():
    with pytest.raises(ValueError, match="zip"):
        check_character("1101051949123100")


@pytest.mark.parametrize(
    ("typed", "code", "values"),
    [
        ("110105194912310021", "id_number.checksum", {}),
        ("11010519491331002X", "id_number.birth_date", {}),
        ("11010519490231002X", "id_number.birth_date", {}),
        ("11010500001231002X", "id_number.birth_date", {}),
        ("1101051949123100AX", "id_number.characters", {}),
        ("110105491231002", "id_number.length", {"length": 15}),
    ],
)
def test_a_wrong_id_number_is_refused_without_repeating_it(typed, code, values):
    assert refused(normal_id_number, typed) == (code, values)


@settings(derandomize=True, max_examples=100)
@given(st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_breaks_the_checksum(serial, place, step):
    digits = f"51010019900101{serial:03d}"
    wrong = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]

    assert check_character(wrong) != check_character(digits)


def test_a_masked_id_number_keeps_five_characters():
    assert mask_id_number("11010519491231002X") == "110105********002X"
    assert mask_id_number("E1234567") == "********"


def test_a_login_name_has_one_form():
    assert normal_login(" Zhang.San@SJ.example ") == "zhang.san@sj.example"
    assert normal_login("ＺＳ01") == "zs01"


@pytest.mark.parametrize(
    ("typed", "code", "values"),
    [
        ("ab", "login.length", {"least": 3, "most": 64}),
        ("a" * 65, "login.length", {"least": 3, "most": 64}),
        ("张三丰", "login.characters", {}),
        (".abc", "login.characters", {}),
        ("ab c", "login.characters", {}),
        ("аbc", "login.characters", {}),
    ],
)
def test_a_login_name_that_could_be_mistaken_is_refused(typed, code, values):
    assert refused(normal_login, typed) == (code, values)


def test_a_login_name_has_three_to_sixty_four_characters():
    assert [normal_login(text) for text in ("abc", "a" * 64)] == ["abc", "a" * 64]


def test_a_name_of_sixty_characters_is_the_longest():
    assert normal_name("张" * 60) == "张" * 60


def test_hiding_fewer_than_four_characters_hides_all():
    assert mask_id_number("123456789") == "123****89"
    assert mask_id_number("12345678") == "********"
