"""What findings take off an indicator, and which marks they explain."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.deductions import mark_left, read_points, unexplained
from competition.domain.marks import MarkRange, State
from competition.domain.refusal import Refusal
from competition.domain.sheet import Criterion

TWENTY = MarkRange(1, 0, 200, 5)
SAFETY = Criterion("safety", "安全", TWENTY)
HALVES = st.integers(min_value=0, max_value=40).map(lambda n: f"{n // 2}.{n % 2 * 5}")


@pytest.mark.parametrize(
    ("typed", "read"), [("2.5", "2.5"), ("２．５０", "2.5"), ("0", "0"), (" 20 ", "20")]
)
def test_points_are_exact_texts_without_idle_zeros(typed: str, read: str) -> None:
    assert read_points(typed, TWENTY) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "mark.blank"),
        ("2.3", "mark.step"),
        ("-1", "mark.sign"),
        ("20.5", "finding.points_over"),
        ("two", "mark.grammar"),
    ],
)
def test_points_lie_on_the_step_of_the_indicator_and_within_it(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_points(typed, TWENTY)

    assert refused.value.code == code


def test_an_indicator_that_begins_above_nothing_has_as_many_points_as_it_spans() -> None:
    with pytest.raises(Refusal) as refused:
        read_points("11", MarkRange(0, 10, 20, 1))

    assert refused.value.values == {"most": "10"}


@settings(derandomize=True, max_examples=60)
@given(st.lists(HALVES, max_size=6))
def test_findings_leave_the_highest_mark_without_their_points_but_never_less_than_the_low(
    points: list[str],
) -> None:
    taken = sum(int(text.replace(".", "")) for text in points)

    assert mark_left(TWENTY, points) == max(0, 200 - taken)


@settings(derandomize=True, max_examples=60)
@given(st.integers(min_value=0, max_value=40), st.lists(HALVES, max_size=4))
def test_a_mark_passes_exactly_where_it_is_not_lower_than_what_findings_leave(
    halves: int, points: list[str]
) -> None:
    mark = halves * 5

    refused = unexplained([SAFETY], {"safety": mark}, {"safety": points})

    assert (not refused) == (mark >= mark_left(TWENTY, points))


FINE = Criterion("pace", "进度", MarkRange(2, 1000, 4000, 25))


@pytest.mark.parametrize(
    ("mark", "points", "short"),
    [
        (4000, [], None),
        (3999, [], "0.01"),
        (3875, ["1", "0.25"], None),
        (3850, ["1", "0.25"], "0.25"),
        (1000, ["29", "9"], None),
        (900, ["29", "9"], "1"),
        (State.BLANK, [], None),
    ],
)
def test_marks_and_points_meet_exactly_at_any_scale(
    mark: int | State, points: list[str], short: str | None
) -> None:
    refused = unexplained([FINE], {"pace": mark}, {"pace": points} if points else {})

    assert [fault.values["short"] for fault in refused.values()] == ([short] if short else [])


def test_points_of_whole_marks_are_whole() -> None:
    assert read_points("3", MarkRange(0, 0, 10, 1)) == "3"
    assert mark_left(MarkRange(0, 0, 10, 1), ["3"]) == 7


def test_a_refusal_names_the_indicator_and_how_many_points_are_not_explained() -> None:
    refused = unexplained([SAFETY], {"safety": 150}, {"safety": ["2", "0.5"], "other": ["9"]})

    assert refused["safety"].code == "finding.unexplained"
    assert refused["safety"].values == {
        "name": "安全",
        "mark": "15.0",
        "left": "17.5",
        "short": "2.5",
    }
