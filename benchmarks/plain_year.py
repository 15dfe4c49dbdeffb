"""The year of `benchmarks/year_scene.py` as it is done elsewhere: DuckDB, NumPy, plain Decimal."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb
import numpy as np

from benchmarks.year_scene import INDICATORS, MOST, QUARTERS_NEEDED, Year

_COLUMNS = [f"i{number}" for number in range(INDICATORS)]
_SUM = " + ".join(f"greatest({MOST}.0 - {column}, 0.0)" for column in _COLUMNS)
_REST = f"""
    quarters AS (SELECT unit, quarter, avg(points) AS points FROM months GROUP BY unit, quarter),
    years AS (SELECT unit, avg(points) AS points, count(*) AS quarters FROM quarters GROUP BY unit),
    scored AS (SELECT unit, round(points, 2) AS score FROM years
               WHERE quarters >= {QUARTERS_NEEDED})
    SELECT unit, score, rank() OVER (ORDER BY score DESC) AS place FROM scored ORDER BY unit"""
WIDE = f"WITH months AS (SELECT unit, quarter, {_SUM} AS points FROM wide), {_REST}"
LONG = (
    f"WITH months AS (SELECT unit, quarter, month, sum(greatest({MOST}.0 - off, 0.0)) AS points "
    f"FROM long GROUP BY unit, quarter, month), {_REST}"
)
Answer = dict[str, Any]


def opened(year: Year, *, with_long: bool) -> duckdb.DuckDBPyConnection:
    """The months as a table with a column for each indicator, and as one row for each value."""
    unit, quarter, month = np.nonzero(year.there)
    off = year.off[unit, quarter, month]
    columns: Answer = {"unit": unit, "quarter": quarter, "month": month}
    columns |= {name: off[:, at] / 10 for at, name in enumerate(_COLUMNS)}
    connection = duckdb.connect(config={"threads": 2})
    connection.register("given", columns)
    connection.execute("CREATE TABLE wide AS SELECT * FROM given")
    if with_long:
        listed = ", ".join(_COLUMNS)
        connection.execute(
            f"CREATE TABLE long AS SELECT unit, quarter, month, off "
            f"FROM (UNPIVOT wide ON {listed} INTO NAME indicator VALUE off)"
        )
    connection.unregister("given")
    return connection


def asked(connection: duckdb.DuckDBPyConnection, question: str) -> Answer:
    """Unit, score and place as arrays, by unit."""
    answer: Answer = connection.execute(question).fetchnumpy()
    return answer


def by_numpy(off: np.ndarray[Any, Any], there: np.ndarray[Any, Any]) -> Answer:
    """The same from an array of floats."""
    months = np.where(there, np.maximum(MOST - off, 0.0).sum(-1), 0.0)
    count = there.sum(-1)
    quarters = np.divide(months.sum(-1), count, out=np.zeros(count.shape), where=count > 0)
    present = (count > 0).sum(-1)
    unit = np.flatnonzero(present >= QUARTERS_NEEDED)
    score = np.round(quarters[unit].sum(-1) / present[unit], 2)
    best = np.sort(-score)
    return {"unit": unit, "score": score, "place": np.searchsorted(best, -score) + 1}


def by_decimal(year: Year, units: int) -> dict[int, Decimal]:
    """Scores of the first units in plain Decimal."""
    most, nothing = Decimal(MOST), Decimal(0)
    scores: dict[int, Decimal] = {}
    listed = [[[[Decimal(v) / 10 for v in m] for m in q] for q in u]
              for u in year.off[:units].tolist()]  # fmt: skip
    for number, (unit, there) in enumerate(zip(listed, year.there[:units].tolist(), strict=True)):
        quarters = []
        for months, given in zip(unit, there, strict=True):
            points = [
                sum((max(most - off, nothing) for off in month), nothing)
                for month, has in zip(months, given, strict=True)
                if has
            ]
            if points:
                quarters.append(sum(points, nothing) / len(points))
        if len(quarters) >= QUARTERS_NEEDED:
            mean = sum(quarters, nothing) / len(quarters)
            scores[number] = mean.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return scores
