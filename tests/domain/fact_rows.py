"""Rules of two stages, one of them with items and periods, and rows of facts for them."""

from competition.domain.rules import parse_rule_set
from competition.domain.rules.reading import FactRow

FOLD = {"reduce": "criterion", "by": "sum"}
MEAN = {"reduce": "judge", "by": "mean", "as": "score"}
RANK = {"rank": [{"key": "score"}]}
TWO = [{"key": "a", "max": "10", "step": "0.5"}, {"key": "b", "max": "5"}]
ONE = {"criteria": TWO[:1], "steps": [FOLD, MEAN, RANK]}
OF_ITEMS = {
    "criteria": TWO,
    "dimensions": {"item": ["X", "Y"], "period": []},
    "steps": [FOLD, {"reduce": "item", "by": "sum"}, {"reduce": "period", "by": "sum"}, MEAN, RANK],
}
ALONE = parse_rule_set({"schema": 1, "stages": {"s": ONE}})
A = {"stage": "dives", "entry": "E", "judge": "J", "at.item": "X", "at.period": "3"}
RULES = parse_rule_set({"schema": 1, "stages": {"s": ONE, "dives": OF_ITEMS}})


def rows(*told: dict[str, str]) -> list[FactRow]:
    """Rows from the second of a file on; a column stands where its name in capitals says."""
    return [
        FactRow("f.csv", number, cells, {key: key.upper() for key in cells})
        for number, cells in enumerate(told, start=2)
    ]
