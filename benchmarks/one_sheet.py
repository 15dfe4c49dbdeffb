"""What one changed sheet does to its entry's score and rank, among 1,740 entries.

The usual application changes the marks, reads every row and ranks all of them anew. Ours has the
field in order and puts the one entry's slice through the steps (`competition/domain/one_sheet.py`).
Both answer with score and rank, and the answers are compared before anything is measured.
"""

import random
import tempfile
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, select

from benchmarks.panel_scene import KEYS, Panel, panel
from benchmarks.plain_rerank import Mark, Session, Sheet, by_objects, loaded, stored
from benchmarks.report import conclude, spent
from competition.domain.one_sheet import Field
from competition.domain.rules import Sheet as OurSheet
from competition.domain.rules import calculate
from competition.domain.score_correction import with_sheet

ENTRIES = 1740
AIM = 5000
CHANGES = 300


def changed(scene: Panel) -> list[OurSheet]:
    """Sheets with other marks, drawn from a seed."""
    chance = random.Random(7)
    return [
        OurSheet(
            "panel",
            f"E{chance.randrange(len(scene.marks)):07}",
            f"J{chance.randrange(7)}",
            {key: chance.randrange(90, 201) for key in KEYS},
        )
        for _ in range(CHANGES)
    ]


def usual(engine: Engine, sheet: OurSheet) -> tuple[str, int]:
    """The marks changed, everything read and ranked, and the change taken back."""
    entry, judge = int(sheet.entry[1:]) + 1, int(sheet.judge[1:]) + 1
    with Session(engine) as session:
        wanted = select(Mark).join(Sheet, Mark.sheet_id == Sheet.id)
        wanted = wanted.where(Sheet.entry_id == entry, Sheet.judge_id == judge)
        for mark, value in zip(
            session.scalars(wanted.order_by(Mark.criterion_id)), sheet.marks.values(), strict=True
        ):
            mark.value = Decimal(value) / 10
        session.flush()
        answer = by_objects(loaded(session))[entry - 1]
        session.rollback()
    return answer


def ours(field: Field, sheet: OurSheet) -> tuple[str, int]:
    """Score and rank of the entry with the sheet."""
    moved = field.with_sheet(sheet)
    return moved.score or "", moved.standing.rank or 0


def main() -> None:
    """Compare, then measure one after the other."""
    scene = panel(ENTRIES)
    field, sheets = Field.of(scene.part, scene.facts), changed(scene)
    with tempfile.TemporaryDirectory() as folder:
        engine = stored(scene.marks, f"sqlite:///{Path(folder) / 'rows.sqlite'}")
        for sheet in sheets[:3]:
            assert ours(field, sheet) == usual(engine, sheet)
        reference = spent(lambda: usual(engine, sheets[0]), 2)
        with Session(engine) as session:
            objects = loaded(session)
            objects_read = spent(lambda: by_objects(objects))
    each = spent(lambda: [ours(field, sheet) for sheet in sheets]) / CHANGES
    facts = with_sheet(scene.facts, sheets[0])
    full = spent(lambda: calculate(scene.part, facts))
    made = spent(lambda: Field.of(scene.part, scene.facts))
    print(f"usual way {reference * 1e3:.0f} ms of CPU, {objects_read * 1e3:.1f} ms without reading")
    print(f"ours {each * 1e6:.0f} us; putting the field in order, once, {made * 1e3:.1f} ms")
    print(f"our own full calculation {full * 1e3:.1f} ms")
    conclude(
        "one-sheet",
        f"ORM rows of SQLite with Decimal, all ranked anew: {reference * 1e3:.0f} ms of CPU",
        reference / each,
        AIM,
        reference / each >= AIM,
        objects_read=round(objects_read / each, 1),
        own_full=round(full / each, 1),
    )


if __name__ == "__main__":
    main()
