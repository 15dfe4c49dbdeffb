"""The geometry of the strips on the trust page."""

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.web.trust_drawing import MARGIN, WIDTH, Scale, bar, grid, places, scale_of, span

FIGURES = st.floats(-1e6, 1e6, allow_nan=False)


def test_a_span_has_ends_and_a_mark() -> None:
    drawn = span(Scale(0, 10), 0, 5, 10)

    assert drawn == {"line": "M12 10H988M12 6V14M988 6V14", "mark": "M500 3V17"}


def test_a_bar_begins_at_zero_and_goes_either_way() -> None:
    scale = scale_of([-2, 4], around_zero=True)

    assert bar(scale, 4) == {"bar": "M500 5H988V15H500Z", "axis": "M500 0V20"}
    assert bar(scale, -2)["bar"] == "M500 5H256V15H500Z"


def test_places_show_the_published_rank_whole_and_the_others_as_halves() -> None:
    scale = Scale(1, 3)

    assert places(scale, 1, (3, 2)) == {
        "mark": "M12 2V18",
        "line": "M12 10H988",
        "upper": "M988 2V9",
        "lower": "M500 11V18",
    }
    assert places(scale, 2, (None, None)) == {"mark": "M500 2V18", "line": "M500 10H500"}


def test_a_grid_is_one_path() -> None:
    assert grid(Scale(0, 1), (0, 1)) == "M12 0V20M988 0V20"


def test_one_figure_alone_stands_in_the_middle() -> None:
    assert scale_of([7]).x(7) == WIDTH // 2
    assert scale_of([]).x(0) == WIDTH // 2


@settings(max_examples=60, derandomize=True)
@given(st.lists(FIGURES, min_size=1, max_size=8), FIGURES)
def test_nothing_is_drawn_outside_the_strip(listed: list[float], other: float) -> None:
    scale = scale_of(listed)

    assert all(MARGIN <= scale.x(value) <= WIDTH - MARGIN for value in [*listed, other])
