"""What `docs/rules.md` shows is what the engine takes."""

import json
import re

import pytest

from competition.domain.rules import Facts, calculate_all, parse_rule_set
from competition.domain.rules.facts import Entry, Judge, Sheet
from competition.domain.rules.steps.kinds import KINDS
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
JUDGES = tuple(Judge(f"J{number}") for number in range(5))


def test_the_document_shown_is_sound_and_gives_a_result() -> None:
    rules = parse_rule_set(json.loads(BLOCKS[0]))
    entries = tuple(Entry(f"E{number}", {"track": "DL"}) for number in range(3))
    sheets = [
        Sheet("online", entry.id, judge.id, {"novelty": 400 + 10 * place, "utility": 300})
        for place, entry in enumerate(entries)
        for judge in JUDGES
    ]
    sheets += [
        Sheet("defence", entry.id, judge.id, {"talk": 800 + 10 * place})
        for place, entry in enumerate(entries)
        for judge in JUDGES
    ]
    done = calculate_all(rules, Facts(entries, JUDGES, tuple(sheets)))

    assert [one.entry for one in done["result"].evaluation.standings] == ["E2", "E1", "E0"]
    assert done["result"].evaluation.score_of("E2") == "79.00"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_step_has_its_line(kind: str) -> None:
    assert re.search(rf"^\| `{kind}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("line", BLOCKS[1].strip().splitlines())
def test_every_example_is_a_step(line: str) -> None:
    assert len(json.loads(line).keys() & KINDS.keys()) == 1
