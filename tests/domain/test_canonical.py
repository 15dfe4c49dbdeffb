import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.canonical import canonical_json, commitment, digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


def test_keys_are_ordered_by_utf_16_code_units():
    # The example of RFC 8785, section 3.2.3: the emoji comes before the Hebrew letter.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    ordered = [text for _, text in json.loads(canonical_json(value), object_pairs_hook=list)]

    assert ordered == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_only_what_must_be_escaped_is_escaped():
    assert (
        canonical_json('张三/"\\\n\u001f\u007f\u2028')
        == '"张三/\\"\\\\\\n\\u001f\u007f\u2028"'.encode()
    )


@settings(derandomize=True, max_examples=200)
@given(VALUES)
def test_canonical_json_reads_back_and_has_no_second_form(value):
    written = canonical_json(value)

    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@settings(derandomize=True, max_examples=50)
@given(st.dictionaries(st.text(max_size=4), st.integers(0, 9), min_size=2))
def test_the_order_in_which_keys_were_set_changes_nothing(value):
    assert digest(dict(reversed(value.items()))) == digest(value)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (0.5, TypeError),
        ([1.0], TypeError),
        ({1: 2}, TypeError),
        ({"a": b""}, TypeError),
        (2**53, ValueError),
        ("\ud800", ValueError),
        ({"\ud800": 1}, ValueError),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(value, error):
    with pytest.raises(error):
        canonical_json(value)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.5, "float has no canonical JSON"),
        ({1: 2}, "object keys must be strings"),
        (-(2**53), "an integer too large for canonical JSON; use a string"),
    ],
)
def test_a_refused_value_is_told_by_its_kind(value, told):
    with pytest.raises((TypeError, ValueError), match=f"^{told}$"):
        canonical_json(value)


def test_a_digest_is_that_of_the_bytes_anyone_can_compute():
    empty_object = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

    assert digest({}) == empty_object


def test_a_commitment_binds_identity_and_salt():
    salt, other = "0" * 32, "1" * 32

    bound = {commitment("张三", salt), commitment("张三", other), commitment("李四", salt)}

    assert len(bound) == 3
    assert commitment("张三", salt) == commitment("张三", salt)


@pytest.mark.parametrize("hidden", [0.5, {1: 2}, 2**53])
def test_nothing_hides_behind_a_key_that_sorts_otherwise(hidden):
    value = {"a": {"\U00020045": 1}, "b": [{"\uffee": hidden}]}

    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)


def test_keys_beyond_the_first_plane_keep_their_order_deep_inside():
    value = [{"\uffee": {"b": 1, "a": None}, "\U00020045": True}]

    assert canonical_json(value).decode() == '[{"\U00020045":true,"\uffee":{"a":null,"b":1}}]'
