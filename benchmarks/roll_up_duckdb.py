"""The rows of participation in DuckDB's memory, and the usual way to roll them up there."""

from itertools import chain

import duckdb
import numpy as np
from sqlalchemy import select

from competition.domain.participation import SPANS, containing
from competition.models import Organisation, OrganisationBranch, ParticipationReport, database
from competition.services.participation.counting import WITHOUT_INDUSTRIES

# Each organisation above with what is counted there: all together, and by industry for federations.
ROLL_UP = """
CREATE TABLE figures AS
WITH place AS (
  SELECT above, below, '' AS kept FROM branch
  UNION ALL SELECT above, below, NULL FROM branch WHERE federation
), counted AS (
  SELECT p.above, s.whole AS span, coalesce(p.kept, r.industry) AS industry,
         r.id, r.participations
  FROM report r JOIN span s ON s.part = r.span JOIN place p ON p.below = r.unit
), told AS (
  SELECT above, span, industry, sum(participations)::BIGINT AS participations
  FROM counted GROUP BY ALL
), people AS (
  SELECT c.above, c.span, c.industry, count(DISTINCT n.person) AS people
  FROM counted c JOIN named n ON n.report = c.id GROUP BY ALL
)
SELECT told.*, coalesce(people, 0) AS people
FROM told LEFT JOIN people USING (above, span, industry)
"""


def rows_in_duckdb() -> duckdb.DuckDBPyConnection:
    """Reports, people named, the closure table and the spans, in tables of DuckDB."""
    memory = duckdb.connect(":memory:")
    tables = {**_reports(), "branch": _branch(), "span": _spans()}
    for name, columns in tables.items():
        memory.register("arriving", columns)
        memory.execute(f"CREATE TABLE {name} AS SELECT * FROM arriving")
        memory.unregister("arriving")
    return memory


def figures_in_duckdb(memory: duckdb.DuckDBPyConnection) -> None:
    """Roll everything up into the table `figures`."""
    memory.execute(ROLL_UP)


def _reports() -> dict[str, dict[str, np.ndarray]]:
    report = ParticipationReport
    rows = database.session.execute(
        select(
            report.id,
            report.organisation_id,
            report.span,
            report.participations,
            report.industry,
            report.people,
            report.listed,
        ).where(report.state == "counted")
    ).all()
    ident, unit, span, participations, industry, people, listed = zip(*rows, strict=True)
    keys = b"".join(one[: 8 * count] for one, count in zip(listed, people, strict=True))
    numbers = {"id": ident, "unit": unit, "span": span, "participations": participations}
    told = {name: np.array(column, np.int64) for name, column in numbers.items()}
    named = {"report": np.repeat(told["id"], people), "person": np.frombuffer(keys, "<i8")}
    return {"report": told | {"industry": np.array(industry, object)}, "named": named}


def _branch() -> dict[str, np.ndarray]:
    rows = database.session.execute(
        select(
            OrganisationBranch.ancestor_id, OrganisationBranch.descendant_id, Organisation.kind
        ).join(Organisation, Organisation.id == OrganisationBranch.ancestor_id)
    ).all()
    above, below, kinds = zip(*rows, strict=True)
    federation = np.array([kind not in WITHOUT_INDUSTRIES for kind in kinds])
    return {"above": np.array(above), "below": np.array(below), "federation": federation}


def _spans() -> dict[str, np.ndarray]:
    pairs = list(chain.from_iterable([(part, each) for each in containing(part)] for part in SPANS))
    return dict(zip(("part", "whole"), np.array(pairs).T.copy(), strict=True))
