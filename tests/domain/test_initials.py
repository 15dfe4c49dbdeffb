import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.initials import initials_of
from competition.domain.unit_names import search_key
from tests.domain.initials_data import FILE, characters, phrases, text


def test_the_file_of_readings_is_what_is_made_of_them() -> None:
    assert FILE.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("澜石市总工会", "lsszgh"),
        ("重庆银行", "cqyh"),
        ("重型机械厂", "zxjxc"),
        ("长宁区行业工会", "cnqhygh"),
        ("中铁 A-3 项目部（二）", "zta3xmbe"),
        ("ＡＢ公司", "abgs"),
        ("—·（）", ""),
    ],
)
def test_a_name_is_found_by_the_letters_people_type(name: str, initials: str) -> None:
    assert initials_of(search_key(name)) == initials


def test_every_character_has_the_letter_of_its_reading() -> None:
    wrong = {char: letter for char, letter in characters().items() if initials_of(char) != letter}

    assert wrong == {}


def test_every_phrase_reads_as_a_whole() -> None:
    wrong = {phrase for phrase, letters in phrases().items() if initials_of(phrase) != letters}

    assert wrong == set()


@given(st.text(alphabet="重庆银行长安会计a1工-"))
@settings(derandomize=True, max_examples=60)
def test_each_ideograph_letter_and_digit_gives_one_letter(name: str) -> None:
    assert len(initials_of(name)) == len(name.replace("-", ""))
