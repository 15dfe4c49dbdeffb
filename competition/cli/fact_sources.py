"""Rules and facts from files: a folder of CSV files, a JSON document, or an exported bundle."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from competition.documents.fact_tables import read_table, table_of
from competition.domain.bundle import calculate_parts
from competition.domain.refusal import Refusal
from competition.domain.rules import (
    Calculation,
    Facts,
    RuleSet,
    calculate,
    calculate_all,
    parse_rule_set,
)
from competition.domain.rules.engine import CarryOut
from competition.domain.rules.part import RESULT
from competition.domain.rules.reading import (
    FactFault,
    FactRow,
    FactsRefused,
    read_facts,
    read_facts_document,
)

MARKS = "marks.csv"


@dataclass(frozen=True, slots=True)
class Given:
    """Facts as a file gives them.

    Attributes:
        taking_part: by stage, who takes part in it, where a bundle says so; None lets the rules
            decide from stage to stage.
        part: the part that a bundle is about; "" for all.
    """

    facts: Facts
    taking_part: Mapping[str, frozenset[str]] | None = None
    part: str = ""

    def calculate(self, rules: RuleSet, carry_out: CarryOut = calculate) -> dict[str, Calculation]:
        """Every part of the rules on these facts, in order."""
        known = {*rules.stages, *([RESULT] if rules.final else [])}
        if self.taking_part is not None and self.part in known:
            return calculate_parts(rules, self.facts, self.taking_part, self.part, carry_out)
        return calculate_all(rules, self.facts, carry_out)


def load_rules(file: Path) -> RuleSet:
    """The rule set in a file, or the one in a bundle.

    Raises:
        FactsRefused: with the place of the fault.
    """
    document = load_json(file)
    try:
        inner = document.get("rules") if "outcome" in document else document
        return parse_rule_set(inner if isinstance(inner, dict) else document)
    except Refusal as refusal:
        raise FactsRefused([FactFault(file.name, 0, "", refusal)]) from None


def load_facts(path: Path, rules: RuleSet) -> Given:
    """The facts in a folder or a file.

    Raises:
        FactsRefused: with every fault.
    """
    if path.is_dir():
        return Given(load_folder(path, rules))
    document = load_json(path)
    if "outcome" in document and "facts" in document:
        return _of_bundle(document, path.name)
    return Given(read_facts_document(document, rules, path.name))


def load_folder(folder: Path, rules: RuleSet) -> Facts:
    """The facts in a folder of CSV files; other kinds of files are left alone.

    Raises:
        FactsRefused: with every fault of every file.
    """
    tables: dict[str, list[FactRow]] = {}
    faults: list[FactFault] = []
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".csv")
    for file in files:
        try:
            table = table_of(file.name)
        except Refusal as refusal:
            faults.append(FactFault(file.name, 0, "", refusal))
            continue
        tables[table], wrong = read_table(table, file.name, file.read_bytes(), rules)
        faults += wrong
    if "marks" not in tables:
        faults.append(FactFault(folder.name, 0, "", Refusal("folder.no_marks", file=MARKS)))
    return read_facts(tables, rules, faults)


def load_json(file: Path) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        FactsRefused: when there is none, or a key stands twice in it.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        told = {"line": error.lineno, "column": error.colno, "problem": error.msg}
        raise _refused(file, Refusal("json.broken", **told)) from None
    except (UnicodeDecodeError, RecursionError):
        raise _refused(file, Refusal("json.encoding")) from None
    except Refusal as refusal:
        raise _refused(file, refusal) from None
    if not isinstance(document, dict):
        raise _refused(file, Refusal("json.not_object"))
    return document


def _of_bundle(document: Mapping[str, Any], file: str) -> Given:
    try:
        stored = document["facts"]
        taking_part = {key: frozenset(names) for key, names in stored["taking_part"].items()}
        return Given(Facts.from_json(stored["facts"]), taking_part, document["outcome"]["part"])
    except (KeyError, TypeError, AttributeError):
        raise FactsRefused([FactFault(file, 0, "facts", Refusal("json.no_facts"))]) from None
    except Refusal as refusal:
        raise FactsRefused([FactFault(file, 0, "facts", refusal)]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refusal("json.key_twice", key=key)
        found[key] = value
    return found


def _refused(file: Path, refusal: Refusal) -> FactsRefused:
    return FactsRefused([FactFault(file.name, 0, "", refusal)])
