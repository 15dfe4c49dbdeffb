"""The chart of upright bars: heights on one scale, everything inside the drawing."""

import pytest

from competition.web.column_drawing import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, columns, scale_top


@pytest.mark.parametrize(("most", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (99, 200)])
def test_the_scale_ends_at_a_round_number(most: int, top: int) -> None:
    assert scale_top(most) == top


def test_bars_stand_on_one_ground_as_high_as_their_figures() -> None:
    chart = columns(["一", "二"], [(20, 10), (0, 5)])

    heights = [bar.height for bar in chart.bars]
    assert [height * 20 // heights[0] for height in heights] == [20, 10, 0, 5]
    assert {bar.y + bar.height for bar in chart.bars} == {HEIGHT - BOTTOM}
    assert heights[0] == HEIGHT - BOTTOM - TOP
    assert [mark.text for mark in chart.levels] == ["0", "5", "10", "15", "20"]


def test_twelve_groups_of_two_fit_between_the_margins_without_touching() -> None:
    chart = columns([str(month) for month in range(1, 13)], [(9, 7)] * 12)

    lefts = [bar.x for bar in chart.bars]
    assert lefts == sorted(lefts) and lefts[0] >= LEFT
    assert all(bar.x + bar.width <= left for bar, left in zip(chart.bars, lefts[1:], strict=False))
    assert chart.bars[-1].x + chart.bars[-1].width <= WIDTH
