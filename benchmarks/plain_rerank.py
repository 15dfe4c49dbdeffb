"""A panel ranked as it is usually written: from ORM rows with Decimal, and from plain lists."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import Engine, ForeignKey, Numeric, create_engine, insert, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    selectinload,
)

CENT, TENTH = Decimal("0.01"), Decimal(10)
Ranks = list[tuple[str, int]]
"""By entry, score as text and rank."""


class Base(DeclarativeBase):
    """Everything below."""


class Entry(Base):
    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheets: Mapped[list["Sheet"]] = relationship()


class Sheet(Base):
    __tablename__ = "sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    judge_id: Mapped[int]
    marks: Mapped[list["Mark"]] = relationship(order_by="Mark.criterion_id")


class Mark(Base):
    __tablename__ = "mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    criterion_id: Mapped[int]
    value: Mapped[Decimal] = mapped_column(Numeric(6, 1))


def stored(marks: list[list[list[int]]], address: str) -> Engine:
    """A database with a row for each mark."""
    engine = create_engine(address)
    Base.metadata.create_all(engine)
    sheets, rows = [], []
    for entry, own in enumerate(marks, start=1):
        for judge, sheet in enumerate(own, start=1):
            sheets.append({"id": len(sheets) + 1, "entry_id": entry, "judge_id": judge})
            ident = len(sheets)
            rows += [
                {"sheet_id": ident, "criterion_id": number, "value": Decimal(mark) / TENTH}
                for number, mark in enumerate(sheet)
            ]
    with Session(engine) as session:
        session.execute(insert(Entry), [{"id": number + 1} for number in range(len(marks))])
        session.execute(insert(Sheet), sheets)
        session.execute(insert(Mark), rows)
        session.commit()
    return engine


def loaded(session: Session) -> Sequence[Entry]:
    """Everything by three statements, as a careful application reads it."""
    wanted = select(Entry).options(selectinload(Entry.sheets).selectinload(Sheet.marks))
    return session.scalars(wanted.order_by(Entry.id)).all()


def by_objects(entries: Sequence[Entry]) -> Ranks:
    """Scores and ranks from objects that are loaded."""
    lines: list[tuple[Any, ...]] = []
    for entry in entries:
        totals = sorted(sum(mark.value for mark in sheet.marks) for sheet in entry.sheets)
        kept = totals[1:-1]
        score = (sum(kept, Decimal(0)) / len(kept)).quantize(CENT, ROUND_HALF_UP)
        first = sum(sheet.marks[0].value for sheet in entry.sheets) / len(entry.sheets)
        lines.append((score, first, totals[::-1], entry.id - 1))
    return _ranked(lines)


def from_rows(engine: Engine) -> Ranks:
    """Scores and ranks, the rows read first."""
    with Session(engine) as session:
        return by_objects(loaded(session))


def by_lists(marks: Sequence[Sequence[Sequence[Any]]], finish: Callable[[Any], Any]) -> Ranks:
    """Scores and ranks from plain lists of Decimals or floats."""
    lines: list[tuple[Any, ...]] = []
    for number, own in enumerate(marks):
        totals = sorted(sum(sheet) for sheet in own)
        kept = totals[1:-1]
        score = finish(sum(kept) / len(kept))
        first = sum(sheet[0] for sheet in own) / len(own)
        lines.append((score, first, totals[::-1], number))
    return _ranked(lines)


def decimal_score(value: Decimal) -> Decimal:
    """To two places, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def float_score(value: float) -> float:
    """To two places as Python rounds floats, which is not half up."""
    return round(value, 2)


def by_numpy(marks: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, Any]:
    """Ranks from an array of floats."""
    totals = np.sort(marks.sum(-1), axis=-1)
    scores = np.round(totals[:, 1:-1].mean(-1), 2)
    first = marks[..., 0].mean(-1)
    keys = [*(-totals[:, at] for at in range(totals.shape[1])), -first, -scores]
    order = np.lexsort(keys)
    ordered = np.column_stack([key[order] for key in keys])
    fresh = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(-1)])
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.maximum.accumulate(np.where(fresh, np.arange(1, len(order) + 1), 0))
    return ranks


def _ranked(lines: list[tuple[Any, ...]]) -> Ranks:
    """Best first; whoever is level in everything shares the rank."""
    lines.sort(key=lambda line: line[:3], reverse=True)
    found: Ranks = [("", 0)] * len(lines)
    place = 1
    for (score, _, _), tied in groupby(lines, key=lambda line: line[:3]):
        level = [line[3] for line in tied]
        for entry in level:
            found[entry] = (str(score), place)
        place += len(level)
    return found
