"""What an import would do, found out before anything is written."""

import gc
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from competition.documents.tables.records import Record, Records
from competition.documents.tables.values import CellFault
from competition.domain.refusal import Refusal

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class ImportPlan(Generic[T]):
    """Rows that would be written and everything that stands against it.

    Args:
        new: rows that would be added, in the order of the file.
        known: how many rows say what is already there, and change nothing.
        faults: by row and column; while there is one, nothing is written.
    """

    new: list[T] = field(default_factory=list)
    known: int = 0
    faults: list[CellFault] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Whether there is a row to carry out or to leave alone."""
        return bool(self.new or self.known)

    def require_clean(self) -> None:
        """Let a plan pass that can be carried out.

        Raises:
            Refusal: ``import.faults`` (count), ``import.empty``.
        """
        if self.faults:
            raise Refusal("import.faults", count=len(self.faults))
        if not self.says_something:
            raise Refusal("import.empty")


class PausedCollector:
    """Keeps Python's collector of cycles from walking over a large import again and again.

    What an import makes has no cycles worth collecting and lives until its end. Pauses of several
    threads may overlap; the last one to end lets the collector run again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pauses = 0

    def __enter__(self) -> None:
        with self._lock:
            self._pauses += 1
            gc.disable()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._pauses -= 1
            if not self._pauses:
                gc.enable()


paused_collector = PausedCollector()


@dataclass(slots=True)
class RowCheck:
    """Collects what is wrong with one row; a cell that is refused counts as blank afterwards."""

    records: Records
    record: Record
    faults: list[CellFault] = field(default_factory=list)

    def text(self, key: str) -> str:
        """The cell's text without blanks around it; empty where there is no such column."""
        return self.record.text(key).strip()

    def normal(self, key: str, check: Callable[[str], V]) -> V | None:
        """The cell checked by a rule that refuses; None when blank or refused."""
        text = self.text(key)
        if not text:
            return None
        try:
            return check(text)
        except Refusal as refusal:
            self.refuse(key, refusal.code, refusal.values)
            return None

    def refuse(self, key: str, code: str, values: Mapping[str, object] | None = None) -> None:
        """Note a fault in this cell."""
        letter = self.records.letters.get(key, "")
        self.faults.append(CellFault(self.record.row, letter, code, dict(values or {})))


def in_order(faults: list[CellFault]) -> list[CellFault]:
    """Faults as one meets them going down the sheet, each once.

    Of a number that Excel has shortened nothing else is said: it is not what somebody typed.
    """
    lost = {(each.row, each.column) for each in faults if each.code == "cell.digits_lost"}
    faults = [
        each
        for each in faults
        if each.code == "cell.digits_lost" or (each.row, each.column) not in lost
    ]
    unique = {(fault.row, fault.column, fault.code): fault for fault in faults}
    return sorted(unique.values(), key=lambda fault: (fault.row, len(fault.column), fault.column))
