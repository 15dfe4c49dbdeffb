"""What `docs/rules.md` shows is what the engine takes."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from competition.domain.rules import Facts, calculate_all, parse_rule_set
from competition.domain.rules.facts import Entry, Judge, Sheet
from competition.domain.rules.shapes.rule_set import RULE_SET
from competition.domain.rules.shapes.schema import every_shape
from competition.domain.rules.steps.kinds import KINDS
from tests.conftest import ROOT
from tests.domain.rules_page import rows, sections
from tests.domain.test_rules_schema import SCHEMA, VALIDATOR

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
SECTION_OF = {"Numbers": "Values"}
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


def table_of(title: str) -> list[str]:
    """The first three cells of each row of the table in a section, headers left out."""
    name = re.escape(title.strip("`"))
    section = re.split(rf"^##+ {name}$", PAGE, flags=re.MULTILINE)[1]
    table = section[section.index("| key |") :].split("\n\n")[0]
    return [" |".join(line.split(" |")[:3]) for line in table.splitlines()[2:]]


@pytest.mark.parametrize("title", [title for title, _ in sections()])
def test_every_key_has_its_row_with_values_and_default(title: str) -> None:
    shapes = dict(sections())[title]

    declared = [f"| {' | '.join(row)}" for row in rows(shapes)]

    assert table_of(SECTION_OF.get(title, title)) == declared


def test_every_shape_is_in_a_section() -> None:
    told = {shape.name for _, shapes in sections() for shape in shapes}

    assert {shape.name for shape in every_shape(RULE_SET)} == told


def test_every_row_has_a_meaning_and_an_example() -> None:
    bare = [line for line in PAGE.splitlines() if re.match(r"\| `[a-z_]+` \|", line)]
    cells = [line.strip("|").split(" | ") for line in bare]

    assert [row for row in cells if len(row) != 6 or not row[3].strip() or not row[4].strip()] == []


def test_the_shown_documents_are_valid_under_the_schema() -> None:
    assert VALIDATOR.is_valid(json.loads(BLOCKS[0]))


@pytest.mark.parametrize("line", BLOCKS[1].strip().splitlines())
def test_every_shown_step_is_valid_under_the_schema(line: str) -> None:
    steps = Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": "#/$defs/step"})

    assert [error.message for error in steps.iter_errors(json.loads(line))] == []
