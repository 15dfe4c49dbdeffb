import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.documents.fonts import Fonts
from competition.documents.lines import break_lines, fit_block, fit_items
from competition.documents.text import clean_text, paragraphs, typeset
from competition.domain.refusal import Refusal

SENTENCES = st.text("张三李四，。！？（）《》“”、…abcXYZ 0123.5%-", min_size=1, max_size=120)


def faces(text: str, fonts: Fonts) -> list[tuple[str, str]]:
    return [(run.face.fontName, run.text) for run in typeset(text, fonts.names).runs()]


def test_each_character_is_set_in_the_first_face_of_the_chain_that_has_it(fonts: Fonts) -> None:
    assert faces("王䶮㑔𠀀", fonts) == [
        ("CompKai-Regular", "王䶮"),
        ("CompSong-Regular", "㑔"),
        ("CompRare-ExtBF", "𠀀"),
    ]


def test_every_example_of_a_rare_name_has_a_glyph(fonts: Fonts) -> None:
    text = typeset("䶮㛃𬭎𣲗𠅤", fonts.names)

    assert text.characters == "䶮㛃𬭎𣲗𠅤"


@pytest.mark.parametrize(
    ("text", "character", "codepoint"),
    [
        ("张😀三", "😀", "U+1F600"),
        ("王\ue863", "\ue863", "U+E863"),
        ("李\ufffd", "\ufffd", "U+FFFD"),
        ("赵\ud840", "", "U+D840"),
    ],
)
def test_a_character_that_no_face_has_is_refused_by_name(
    fonts: Fonts, text: str, character: str, codepoint: str
) -> None:
    with pytest.raises(Refusal) as refused:
        typeset(text, fonts.names)

    assert refused.value.code == "glyph.missing"
    assert refused.value.values["character"] == character
    assert refused.value.values["codepoint"] == codepoint


def test_a_form_shows_a_missing_character_as_its_code_point(fonts: Fonts) -> None:
    assert typeset("好😀", fonts.hei, spell_out=True).characters == "好〔U+1F600〕"


def test_nothing_invisible_is_left_in_cleaned_text() -> None:
    hidden = "a\u202eb\u200bc\u200dd\ufe0fe\x00f\u2066g\ufeff\tz\r\n末\x0b行"

    assert clean_text(hidden, longest=40) == "abcdefg z\n末\n行"


def test_text_is_normalised_before_it_is_counted() -> None:
    decomposed = unicodedata.normalize("NFD", "é" * 10)

    assert clean_text(decomposed, longest=10) == "é" * 10


def test_text_over_the_limit_is_refused_with_both_figures() -> None:
    with pytest.raises(Refusal) as refused:
        clean_text("字" * 11, longest=10)

    assert refused.value.values == {"limit": 10, "length": 11}
    assert refused.value.code == "text.too_long"


def test_paragraphs_keep_the_lines_that_were_typed(fonts: Fonts) -> None:
    texts = paragraphs("一\n\n二", fonts.song, longest=20)

    assert [text.characters for text in texts] == ["一", "", "二"]


@given(words=SENTENCES, width=st.integers(6, 30))
@settings(derandomize=True, max_examples=150)
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(
    fonts: Fonts, words: str, width: int
) -> None:
    text = typeset(words, fonts.song)
    lines = [line.characters for line in break_lines(text, width)]
    mark_runs = any(
        all(character in "，。！？（）《》“”、….%-" for character in line) for line in lines
    )

    assert "".join(lines).replace(" ", "") == text.characters.replace(" ", "")
    assert all(line.width <= width for line in break_lines(text, width))
    if not mark_runs:
        assert [line for line in lines[1:] if line[0] in "，。！？）》”、…"] == []
        assert [line for line in lines[:-1] if line[-1] in "（《“"] == []


def test_words_and_numbers_stay_whole(fonts: Fonts) -> None:
    text = typeset("额定电压1000.5kV的变压器", fonts.song)

    lines = [line.characters for line in break_lines(text, 6)]

    assert lines == ["额定电压", "1000.5kV的", "变压器"]


def test_items_shrink_first_and_take_more_lines_second(fonts: Fonts) -> None:
    gap = typeset("、", fonts.names)
    names = [typeset("欧阳建国", fonts.names)] * 4

    one = fit_items(names, gap=gap, width=400, height=90, sizes=(30, 20), leading=1.4)
    two = fit_items(names, gap=gap, width=300, height=90, sizes=(30, 20), leading=1.4)

    assert (one.size, len(one.lines)) == (20, 1)
    assert (two.size, len(two.lines)) == (30, 2)


def test_text_that_fits_at_no_size_is_refused(fonts: Fonts) -> None:
    long = typeset("很长的标题" * 60, fonts.song)

    with pytest.raises(Refusal) as refused:
        fit_block([long], width=200, height=40, sizes=(12, 10), leading=1.5)

    assert refused.value.code == "text.does_not_fit"
