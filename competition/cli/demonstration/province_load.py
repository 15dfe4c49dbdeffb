"""Loading the invented province: all of its organisations in one transaction."""

from competition.cli.demonstration.province import SIZE, ProvinceUnit, province_tree
from competition.models import database
from competition.services.import_plan import paused_collector
from competition.services.organisations.branches import lock_tree
from competition.services.organisations.many import make_ready, write_ready
from competition.services.organisations.rows import NewUnit


def load_province(size: int = SIZE) -> int:
    """Add the province to a database that does not know its codes; returns how many there are."""
    with paused_collector:
        units = province_tree(size)
        codes = {unit.number: unit.code for unit in units}
        rows = [_row(unit, codes.get(unit.parent, "")) for unit in units]
        with database.writing() as session:
            write_ready(session, make_ready(session, rows, lock_tree(session)))
    return len(rows)


def _row(unit: ProvinceUnit, parent: str) -> NewUnit:
    return NewUnit(
        unit.number,
        unit.code,
        unit.name,
        unit.kind,
        parent,
        "\u3001".join(unit.aliases),
        unit.seal_name,
        unit.industry,
        unit.members,
        unit.above_scale,
    )
