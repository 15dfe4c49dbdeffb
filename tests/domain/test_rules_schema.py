"""The published schema is what the parser takes: same declarations, same answers."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from competition.domain.refusal import Refusal
from competition.domain.rules import parse_rule_set
from competition.domain.rules.shapes.rule_set import RULE_SET
from competition.domain.rules.shapes.schema import every_shape, rule_set_schema
from competition.domain.rules.shapes.shape import Listed, Named, Node, Shape, flat, objects_for
from tests.conftest import ROOT
from tests.domain.worked.runner import HERE
from tests.faults.counts import SOAK

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
    every = HERE.parent / "every_key.json"
    for name, document in json.loads(every.read_text(encoding="utf-8")).items():
        yield f"every-key-{name}", document
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


def test_the_documents_here_use_every_key_that_is_declared() -> None:
    used = {pair for document in DOCUMENTS.values() for pair in keys_in([RULE_SET], document)}

    assert {(s.name, key) for s in every_shape(RULE_SET) for key in s.keys} - used == set()


def keys_in(nodes: list[Node], value: Any) -> Iterator[tuple[str, str]]:
    """Each key of a value with the shape whose key it is."""
    if isinstance(value, list):
        inner = [node.of for node in flat(nodes) if isinstance(node, Listed)]
        for one in value:
            yield from keys_in(inner, one)
    elif isinstance(value, dict):
        for shape in objects_for(nodes, value):
            for key, one in value.items():
                if isinstance(shape, Shape) and key in shape.keys:
                    yield shape.name, key
                    yield from keys_in([shape.keys[key].node], one)
                elif isinstance(shape, Named):
                    yield from keys_in([shape.of], one)


def is_of_shape(refusal: Refusal) -> bool:
    """Whether it looks at one object alone: not at how long the list is that periods are combined
    from, nor at whether a key that is a criterion stands in the final part."""
    path = str(refusal.values.get("path"))
    of_list = refusal.code == "rules.out_of_range" and re.search(r"\.(at_least|best)$", path)
    of_part = re.search(r"^final\..*\]\.stage$", path)
    return refusal.code in OF_SHAPE and not of_part and not of_list


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


Making = Callable[[], Any]


def broken(document: dict[str, Any], path: tuple[str | int, ...]) -> Iterator[tuple[str, Making]]:
    """What makes the document with one thing wrong at a place, in several ways."""
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
    yield "gone", partial(at, None)
    if isinstance(found, dict):
        yield "unknown key", partial(at, {**found, "unknown": 1})
    for value in ("", "-1", 0, True, []):
        if value != found or type(value) is not type(found):
            yield repr(value), partial(at, value)


def mutants() -> Iterator[tuple[str, Making]]:
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


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_schema_and_parser_refuse_the_same_shapes() -> None:
    too_wide, too_narrow = [], []
    for name, make in islice(mutants(), 0, None, 1 if SOAK else 10):
        document = make()
        refusal = refusal_of(document)
        is_valid = VALIDATOR.is_valid(document)
        if is_valid and refusal is not None and is_of_shape(refusal):
            too_wide.append(f"{name}: {refusal}")
        if refusal is None and not is_valid:
            too_narrow.append(name)

    assert (too_wide, too_narrow) == ([], [])
