import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.places import BLOCK, bits_of, pack, pairs_of, places_of, sought, unpack

PLACES = st.sets(st.integers(0, BLOCK - 1), max_size=400)
WORDS = st.text(alphabet="工会市𠮷a1", min_size=1, max_size=6)


@given(PLACES)
@settings(derandomize=True, max_examples=60)
def test_what_is_packed_comes_back(places: set[int]) -> None:
    bits = bits_of(places)

    assert unpack(pack(bits)) == bits
    assert list(places_of(bits)) == sorted(places)


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, BLOCK])
def test_a_block_never_takes_more_than_its_bits(count: int) -> None:
    data = pack(bits_of(range(count)))

    assert len(data) == min(2 * count, BLOCK // 8)
    assert unpack(data) == (1 << count) - 1


@given(WORDS, WORDS, WORDS)
@settings(derandomize=True, max_examples=100)
def test_whatever_contains_a_text_has_all_of_its_pairs(before: str, text: str, after: str) -> None:
    there = pairs_of([before + text + after])

    pairs, span = sought(text)

    assert set(pairs) <= there
    assert span is None or any(span[0] <= pair <= span[1] for pair in there)
    assert (span is not None) == (len(text) == 1)


@given(WORDS, st.sampled_from("工会市𠮷a1"))
@settings(derandomize=True, max_examples=100)
def test_the_range_of_a_letter_finds_it_and_nothing_else(word: str, letter: str) -> None:
    _, span = sought(letter)

    assert span is not None
    found = any(span[0] <= pair <= span[1] for pair in pairs_of([word]))
    assert found == (letter in word)


def test_a_pair_is_one_number_and_the_last_letter_stands_alone() -> None:
    a, b, c = (ord(letter) << 21 for letter in "abc")

    assert pairs_of(["ab", "", "c"]) == {a | ord("b"), b, c}
    assert sought("ab") == ([a | ord("b")], None)
    assert sought("a") == ([], (a, b - 1))
