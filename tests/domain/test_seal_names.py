import pytest

from competition.domain.seal_names import seal_key, seal_matches

NAME = "锦州市总工会"


@pytest.mark.parametrize(
    "stamp",
    [
        "锦州市总工会",
        " 锦州市 总工会　",
        "锦州市\n总工会",
        "锦州市·总工会",
        "锦州市\u200b总工会",
    ],
)
def test_blanks_and_dots_on_a_stamp_do_not_matter(stamp: str) -> None:
    assert seal_matches(NAME, "", stamp)


@pytest.mark.parametrize(
    ("own", "stamp"),
    [
        ("中铁三局（蜀江）工会", "中铁三局(蜀江)工会"),
        ("中铁三局〔蜀江〕工会", "中铁三局（蜀江）工会"),
        ("ＡＢＣ公司工会", "abc公司工会"),
        ("蜀江—澜石工会", "蜀江澜石工会"),
    ],
)
def test_width_brackets_and_hyphens_do_not_matter(own: str, stamp: str) -> None:
    assert seal_matches("别的名称", own, stamp)


@pytest.mark.parametrize(
    "stamp", ["", "  ", "锦州总工会", "中华全国总工会锦州市总工会", "蜀江省锦州市总工会"]
)
def test_words_left_out_or_added_are_another_stamp(stamp: str) -> None:
    assert not seal_matches(NAME, "", stamp)


def test_the_name_counts_only_where_there_is_no_seal_name() -> None:
    assert not seal_matches(NAME, "锦州市总工会委员会", NAME)
    assert seal_matches(NAME, "锦州市总工会委员会", "锦州市总工会委员会")


def test_brackets_of_one_side_are_one_bracket() -> None:
    assert seal_key("【a】〔b〕") == "(a)(b)"
