"""Rows of text as every channel hands them over, and all that is wrong with them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from competition.domain.refusal import Refusal

ATTRIBUTE = "attributes."
AT = "at."
MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row of a table of facts.

    Attributes:
        file: name of the file, as its reader knows it.
        row: as Excel numbers it, from 1; 0 where places are paths.
        cells: texts by column; attributes under "attributes.NAME", further dimensions of marks
            under "at.NAME".
        columns: by column, where it stands: a letter, or the path in a JSON document.
    """

    file: str
    row: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]

    def text(self, key: str) -> str:
        """The text of a column without blanks around it; "" where there is none."""
        return self.cells.get(key, "").strip()

    def under(self, prefix: str) -> dict[str, str]:
        """The texts that are not empty of the columns under a prefix, by the rest of the name."""
        found = {
            key.removeprefix(prefix): text.strip()
            for key, text in self.cells.items()
            if key.startswith(prefix)
        }
        return {key: text for key, text in found.items() if text}


@dataclass(frozen=True, slots=True)
class FactFault:
    """What is wrong at one place.

    Attributes:
        row: from 1; 0 for a fault of the whole file, and where `column` is a path.
        column: letter or path; "" for the whole row.
    """

    file: str
    row: int
    column: str
    refusal: Refusal


class FactsRefused(Exception):
    """The facts cannot be read; every fault is here, in the order of files and rows."""

    def __init__(self, faults: Sequence[FactFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.file} {f.row} {f.column} {f.refusal}" for f in faults[:3]))


@dataclass(slots=True)
class Faults:
    """Collects faults while the reading goes on."""

    found: list[FactFault] = field(default_factory=list)

    def add(self, row: FactRow, key: str, code: str, **values: object) -> None:
        """Note a fault in one cell."""
        self.refuse(row, key, Refusal(code, **values))

    def refuse(self, row: FactRow, key: str, refusal: Refusal) -> None:
        """Note what a rule said of one cell."""
        place = row.columns.get(key, key if not row.row else "")
        self.found.append(FactFault(row.file, row.row, place, refusal))

    def needed(self, row: FactRow, *keys: str) -> bool:
        """Whether these cells are filled in; each that is not is a fault."""
        empty = [key for key in keys if not row.text(key)]
        for key in empty:
            self.add(row, key, "rows.needed", column=key)
        return not empty


def known_text(names: Sequence[str]) -> str:
    """A few of the names that would be right."""
    return ", ".join(list(names)[:12]) + (" …" if len(names) > 12 else "")
