"""Facts as one JSON document: read list by list as rows whose places are paths, and written."""

from collections.abc import Mapping
from typing import Any

from competition.domain.marks import State, format_mark
from competition.domain.refusal import Refusal
from competition.domain.rules.document import RuleSet
from competition.domain.rules.facts import SCHEMA, Facts
from competition.domain.rules.reading.marks import STATES
from competition.domain.rules.reading.rows import AT, ATTRIBUTE, FactFault, FactRow, FactsRefused
from competition.domain.rules.reading.tables import read_facts
from competition.domain.sheet import leaves

POINTS = 2
_NESTED = {"attributes": ATTRIBUTE, "at": AT}
_EVENT = "id entry kind stage at date amount matter type level evidence reason"
_DECISION = "part step kind chosen among reason reference tier group places"
_KEYS = {
    "entries": ("id", "state", "attributes"),
    "judges": ("id", "attributes"),
    "items": ("id", "axis", "stage", "entry", "attributes"),
    "events": tuple(_EVENT.split()),
    "decisions": tuple(_DECISION.split()),
    "sheets": ("stage", "entry", "judge", "state", "marks", "at"),
}


def read_facts_document(document: Mapping[str, Any], rules: RuleSet, file: str) -> Facts:
    """The facts of a document, checked against the rules.

    Its lists are those of `Facts.to_json`. Under schema 1, which exported results have, a mark is
    a state or an integer at the decimals of its criterion (365); under schema 2 it is a state or
    the points as they were given ("36.5").

    Args:
        file: what faults call the document.
    Raises:
        FactsRefused: with every fault and its path.
    """
    schema = document.get("schema")
    if schema not in (SCHEMA, POINTS) or isinstance(schema, bool):
        refusal = Refusal("rows.schema", schema=schema)
        raise FactsRefused([FactFault(file, 0, "schema", refusal)])
    reader = _Reader(file, rules, as_points=schema == POINTS)
    for name in sorted(set(document) - {"schema", *_KEYS}):
        reader.fault(name, "rows.key", key=name, known=", ".join(_KEYS))
    tables = {
        "marks" if name == "sheets" else name: reader.rows(name, document[name])
        for name in _KEYS
        if name in document
    }
    return read_facts(tables, rules, reader.faults)


def facts_document(facts: Facts, rules: RuleSet) -> dict[str, Any]:
    """The facts as a document of schema 2: marks are points as text, the rest as in schema 1."""
    scales = _scales(rules)
    document: dict[str, Any] = {**facts.to_json(), "schema": POINTS}
    for sheet in document["sheets"]:
        for criterion, mark in sheet["marks"].items():
            if isinstance(mark, int):
                scale = scales[sheet["stage"], criterion]
                sheet["marks"][criterion] = format_mark(mark, scale)
    return document


def _scales(rules: RuleSet) -> dict[tuple[str, str], int]:
    """Decimals by stage and criterion."""
    return {
        (key, leaf.key): leaf.range.scale
        for key, part in rules.stages.items()
        for leaf in leaves(part.criteria)
    }


class _Reader:
    """Turns lists of objects into rows, noting what has another shape."""

    def __init__(self, file: str, rules: RuleSet, *, as_points: bool) -> None:
        self.file = file
        self.faults: list[FactFault] = []
        self._as_points = as_points
        self._scales = _scales(rules)
        self._stages = list(rules.stages)

    def fault(self, path: str, code: str, **values: object) -> None:
        """Note a fault at a path."""
        self.faults.append(FactFault(self.file, 0, path, Refusal(code, **values)))

    def rows(self, name: str, listed: object) -> list[FactRow]:
        """The rows of one list."""
        if not isinstance(listed, list):
            self.fault(name, "rows.not_list")
            return []
        found: list[FactRow] = []
        for number, item in enumerate(listed):
            path = f"{name}[{number}]"
            if not isinstance(item, dict):
                self.fault(path, "rows.not_object")
                continue
            for key in sorted(item.keys() - set(_KEYS[name])):
                self.fault(f"{path}.{key}", "rows.key", key=key, known=", ".join(_KEYS[name]))
            row = self._row(path, item, _KEYS[name])
            found += self._marks(path, item, row) if name == "sheets" else [row]
        return found

    def _row(self, path: str, item: Mapping[str, Any], keys: tuple[str, ...]) -> FactRow:
        cells: dict[str, str] = {}
        columns = {key: f"{path}.{key}" for key in keys}
        for key in keys:
            if key == "marks" or key not in item:
                continue
            value = item[key]
            if key in _NESTED:
                for inner, text in self._object(columns[key], value).items():
                    cells[_NESTED[key] + inner] = self._text(f"{path}.{key}.{inner}", text)
                    columns[_NESTED[key] + inner] = f"{path}.{key}.{inner}"
            elif key in ("chosen", "among"):
                cells[key] = self._lines(columns[key], value)
            else:
                cells[key] = self._text(columns[key], value)
        return FactRow(self.file, 0, cells, columns)

    def _marks(self, path: str, item: Mapping[str, Any], row: FactRow) -> list[FactRow]:
        """A row for each mark; one for a sheet that has none."""
        base = {key: text for key, text in row.cells.items() if key != "state"}
        marks = self._object(f"{path}.marks", item.get("marks", {}))
        state = row.text("state") or State.SCORED.value
        if state != State.SCORED.value or not marks:
            told = State.BLANK.value if state == State.SCORED.value else state
            if marks:
                self.fault(f"{path}.marks", "rows.marks_and_state", state=state)
            return [FactRow(self.file, 0, {**base, "state": told}, row.columns)]
        stage = row.text("stage") or (self._stages[0] if len(self._stages) == 1 else "")
        found = []
        for criterion, mark in marks.items():
            place = f"{path}.marks.{criterion}"
            columns = {**row.columns, **dict.fromkeys(("criterion", "value", "state"), place)}
            cells = {**base, "criterion": criterion, **self._mark(place, stage, criterion, mark)}
            found.append(FactRow(self.file, 0, cells, columns))
        return found

    def _mark(self, path: str, stage: str, criterion: str, mark: object) -> dict[str, str]:
        if not self._as_points and isinstance(mark, int) and not isinstance(mark, bool):
            return {"value": format_mark(mark, self._scales.get((stage, criterion), 0))}
        text = self._text(path, mark)
        is_state = not self._as_points or text in STATES
        return {"state": text} if is_state else {"value": text}

    def _object(self, path: str, value: object) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self.fault(path, "rows.not_object")
        return {}

    def _lines(self, path: str, value: object) -> str:
        if not isinstance(value, list):
            self.fault(path, "rows.not_list")
            return ""
        texts = [self._text(f"{path}[{n}]", one) for n, one in enumerate(value)]
        return "".join(f"{text}\n" for text in texts)

    def _text(self, path: str, value: object) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        self.fault(path, "rows.not_text")
        return ""
