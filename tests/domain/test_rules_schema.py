"""The published schema is what the parser takes: same declarations, same answers."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from competition.domain.refusal import Refusal
from competition.domain.rules import parse_rule_set
from competition.domain.rules.shapes.schema import rule_set_schema
from tests.conftest import ROOT
from tests.domain.worked.runner import HERE

SCHEMA = json.loads((ROOT / "docs" / "rule-set.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLE = ROOT / "docs" / "examples" / "contest" / "rules.json"
# Refusals that look at nothing but the keys, kinds and limits of one object.
OF_SHAPE = {
    *("rules.key_missing", "rules.key_unknown", "rules.not_object", "rules.not_list"),
    *("rules.not_text", "rules.not_name", "rules.not_integer", "rules.not_flag"),
    *("rules.not_decimal", "rules.not_choice", "rules.out_of_range", "rules.negative"),
    *("rules.empty", "rules.number_form", "rules.not_positive", "rules.bound_sides"),
    *("rules.only_one_attribute", "rules.step_kind", "rules.schema", "rules.tier_endless"),
    *("calibrate.piles_not_compared", "calibrate.not_positive", "rules.trim_unused"),
    *("criteria.weight_zero", "rules.gap_alone", "rules.chain_unused"),
}


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every whole rule set of the worked examples and of the pages."""
    for file in sorted(HERE.glob("*.json")):
        for name, document in json.loads(file.read_text(encoding="utf-8")).items():
            yield f"{file.stem}-{name}", document
    yield "example", json.loads(EXAMPLE.read_text(encoding="utf-8"))


DOCUMENTS = dict(documents())


def refusal_of(document: dict[str, Any]) -> Refusal | None:
    try:
        parse_rule_set(document)
    except Refusal as refusal:
        return refusal
    return None


def test_the_published_schema_is_made_of_the_declarations() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert json.loads(json.dumps(rule_set_schema())) == SCHEMA


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_worked_rule_set_is_valid(name: str) -> None:
    faults = [error.message for error in VALIDATOR.iter_errors(DOCUMENTS[name])]

    assert faults == []


def is_of_shape(refusal: Refusal) -> bool:
    """Whether it looks at one object alone; of how many periods to combine it looks at the list."""
    of_list = re.search(r"steps\[\d+\]\.(at_least|best)$", str(refusal.values.get("path")))
    return refusal.code in OF_SHAPE and not (refusal.code == "rules.out_of_range" and of_list)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


def broken(document: dict[str, Any], path: tuple[str | int, ...]) -> Iterator[tuple[str, Any]]:
    """The document with one thing wrong at a place, in several ways."""
    holder, last = path[:-1], path[-1]

    def at(value: Any) -> Any:
        made = copy.deepcopy(document)
        inner = made
        for key in holder:
            inner = inner[key]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
        return made

    found: Any = document
    for key in path:
        found = found[key]
    yield "gone", at(None)
    if isinstance(found, dict):
        yield "unknown key", at({**found, "unknown": 1})
    for value in ("", "-1", 0, True, []):
        if value != found or type(value) is not type(found):
            yield repr(value), at(value)


def mutants() -> Iterator[tuple[str, Any]]:
    """Each way of breaking each kind of place, once over all documents."""
    seen = set()
    for document in DOCUMENTS.values():
        for path in places(document):
            if not path:
                continue
            kinds = tuple("#" if isinstance(key, int) else key for key in path[3:])
            holder: Any = document
            for key in path[:-1]:
                holder = holder[key]
            head = next(iter(holder)) if isinstance(holder, dict) else ""
            told = holder.get(head) if isinstance(holder, dict) else ""
            place = (path[0], len(path) > 2, kinds, head, told if isinstance(told, str) else "")
            for how, made in broken(document, path):
                if (place, how) not in seen:
                    seen.add((place, how))
                    yield f"{'.'.join(map(str, path))} {how}", made


def test_schema_and_parser_refuse_the_same_shapes() -> None:
    too_wide, too_narrow = [], []
    for name, document in mutants():
        refusal = refusal_of(document)
        is_valid = VALIDATOR.is_valid(document)
        if is_valid and refusal is not None and is_of_shape(refusal):
            too_wide.append(f"{name}: {refusal}")
        if refusal is None and not is_valid:
            too_narrow.append(name)

    assert (too_wide, too_narrow) == ([], [])
