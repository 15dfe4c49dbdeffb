"""The geometry of the judging board and of the ruler of stages."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.web.drawing import (
    RULER_WIDTH,
    RulerText,
    board_width,
    cell_paths,
    time_ruler,
    underline,
)

STATES = ("done", "draft", "none", "recused", "absent")
MONTHS = [str(month) for month in range(1, 13)]


def test_a_row_is_one_path_per_state() -> None:
    paths = cell_paths(["done", "draft", "done", "none"])

    assert paths == {
        "done": "M0 1h10v10h-10zM24 1h10v10h-10z",
        "frame": "M12 1m.5 .5h9v9h-9z",
        "draft": "M12 1m0 5h10v5h-10z",
        "none": "M36 1h10v10h-10z",
    }


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=60))
@settings(max_examples=50, derandomize=True)
def test_every_entry_is_drawn_once(states: list[str]) -> None:
    paths = cell_paths(states)

    drawn = {state: paths.get(state, "").count("M") for state in STATES}

    assert drawn == {state: states.count(state) for state in STATES}


def test_a_gap_follows_every_ten_cells() -> None:
    widths = [board_width(count) for count in (0, 1, 10, 11)]

    assert widths == [10, 10, 118, 135]


def test_only_entries_at_the_quorum_are_underlined() -> None:
    path = underline([True, False, True])

    assert path == "M0 1h10v2h-10zM24 1h10v2h-10z"


def test_stages_stand_in_true_time_on_whole_months() -> None:
    ruler = time_ruler(
        [
            (date(2026, 3, 2), date(2026, 3, 31), "done"),
            (date(2026, 4, 1), date(2026, 4, 1), "next"),
        ],
        today=date(2026, 4, 1),
        today_label="今天",
        month_labels=MONTHS,
    )

    assert [(month.x, month.label) for month in ruler.months] == [(5, "3"), (589, "4")]
    assert [(bar.x, bar.width) for bar in ruler.bars] == [(18, 566), (584, 19)]
    assert ruler.today == RulerText(584, "今天", "middle")
    assert ruler.month_ticks.endswith(f"M{RULER_WIDTH} 30V44")


def test_a_day_outside_the_stages_is_not_marked() -> None:
    ruler = time_ruler(
        [(date(2026, 3, 2), date(2026, 3, 31), "done")],
        today=date(2026, 5, 1),
        today_label="今天",
        month_labels=MONTHS,
    )

    assert ruler.today is None
