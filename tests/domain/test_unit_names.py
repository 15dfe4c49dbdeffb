"""Names and codes of organisations are compared as one reads them."""

import pytest

from competition.domain.refusal import Refusal
from competition.domain.unit_names import (
    normal_aliases,
    normal_unit_code,
    normal_unit_name,
    search_key,
    split_aliases,
)


def refused(check, text):
    with pytest.raises(Refusal) as refusal:
        check(text)
    return refusal.value.code, refusal.value.values


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("蜀江电力", "蜀江电力"),
        ("  蜀江\t 电力\n检修 ", "蜀江 电力 检修"),
        ("蜀江\u3000电力", "蜀江 电力"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("ＡＢ", "ＡＢ"),
        ("厂" * 100, "厂" * 100),
    ],
)
def test_a_name_is_kept_in_one_form_with_single_blanks(text, name):
    assert normal_unit_name(text) == name


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("", "unit_name.blank", {}),
        (" \u3000\t", "unit_name.blank", {}),
        ("厂" * 101, "unit_name.long", {"limit": 100}),
        ("蜀\x07江", "unit_name.character", {"codepoint": "U+0007"}),
        ("蜀\u200b江", "unit_name.character", {"codepoint": "U+200B"}),
        ("蜀\ue000江", "unit_name.character", {"codepoint": "U+E000"}),
        ("蜀\ud800江", "unit_name.character", {"codepoint": "U+D800"}),
        ("蜀\u0378江", "unit_name.character", {"codepoint": "U+0378"}),
        ("蜀\U000e0001江", "unit_name.character", {"codepoint": "U+E0001"}),
    ],
)
def test_a_name_that_is_none_is_refused_with_the_reason(text, code, values):
    assert refused(normal_unit_name, text) == (code, values)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dl", "DL"),
        (" dl-01 ", "DL-01"),
        ("ＤＬ０１", "DL01"),
        ("a", "A"),
        ("a._-b", "A._-B"),
        ("a" * 40, "A" * 40),
    ],
)
def test_a_code_is_kept_in_capital_letters(text, code):
    assert normal_unit_code(text) == code


@pytest.mark.parametrize("text", ["", "-", "a-", ".a", "a b", "电", "a" * 41, "a/b"])
def test_what_is_no_code_is_refused(text):
    assert refused(normal_unit_code, text) == ("unit_code.form", {})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" ；\n", []),
        ("省总", ["省总"]),
        ("省总、省总工会", ["省总", "省总工会"]),
        (" 省总 ；省总工会;\n省工会、", ["省总", "省总工会", "省工会"]),
    ],
)
def test_names_are_written_one_beside_the_other(text, names):
    assert split_aliases(text) == names
    assert normal_aliases(text) == "、".join(names)


def test_each_alias_is_normal_and_stands_once():
    assert normal_aliases("省 \t总；省 总、Cafe\u0301;Caf\u00e9") == "省 总、Caf\u00e9"
    assert refused(normal_aliases, "省总、" + "厂" * 101) == ("unit_name.long", {"limit": 100})
    assert refused(normal_aliases, "省总、蜀\x07江") == (
        "unit_name.character",
        {"codepoint": "U+0007"},
    )


@pytest.mark.parametrize(
    ("text", "key"), [("ＡＢ c\u3000厂", "abc厂"), (" Straße ", "strasse"), ("", "")]
)
def test_a_name_is_sought_without_case_width_and_blanks(text, key):
    assert search_key(text) == key
