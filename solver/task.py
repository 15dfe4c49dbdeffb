"""A problem of assignment as arrays; entries and judges are positions, counted from 0.

Input, one JSON object:
    entries, judges: their numbers.
    per_entry: judges of each entry.
    low: least entries of each judge, a list; high: most entries of any judge.
    affinity: base64 of unsigned 16-bit integers, little-endian, one row of judges per entry.
    barred: for each entry the judges who may not mark it.
    fixed: pairs [entry, judge] that stay; kept: pairs of which as many as possible shall stay.
    seniors: judges of whom each entry needs one, or null.
    organisations: for each judge a number that colleagues share, or null; or null for all.
    connected, fair: whether the plan must hang together; whether the worst-off entry comes first.
    seconds: when to stop searching for something better.
"""

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Task:
    """The problem.

    Args:
        affinity: points by entry and judge; allowed: pairs that may come about, fixed ones too.
        needs: judges of each entry; more than asked for where more are fixed.
        low, high: loads of each judge; `high` more than asked for where more is fixed.
        seniors: by judge, or None.
        organisations: a number from 0 by judge, -1 for none; or None.
    """

    affinity: Floats
    allowed: Mask
    fixed: Mask
    kept: Mask
    needs: Ints
    low: Ints
    high: Ints
    seniors: Mask | None
    organisations: Ints | None
    connected: bool
    fair: bool
    seconds: float


def read_task(document: dict[str, Any]) -> Task:
    """The problem of a JSON object."""
    count, judges = document["entries"], document["judges"]
    points = np.frombuffer(base64.b64decode(document["affinity"]), dtype="<u2")
    fixed = _pairs(document["fixed"], count, judges)
    allowed = np.ones((count, judges), dtype=bool)
    for entry, barred in enumerate(document["barred"]):
        allowed[entry, barred] = False
    allowed |= fixed
    return Task(
        affinity=points.reshape(count, judges).astype(np.float64),
        allowed=allowed,
        fixed=fixed,
        kept=_pairs(document["kept"], count, judges) & allowed,
        needs=np.maximum(document["per_entry"], fixed.sum(axis=1)),
        low=np.array(document["low"], dtype=np.int64),
        high=np.maximum(document["high"], fixed.sum(axis=0)),
        seniors=_seniors(document["seniors"], judges),
        organisations=_organisations(document["organisations"]),
        connected=document["connected"],
        fair=document["fair"],
        seconds=document["seconds"],
    )


def _pairs(listed: list[list[int]], count: int, judges: int) -> Mask:
    mask = np.zeros((count, judges), dtype=bool)
    if listed:
        places = np.array(listed)
        mask[places[:, 0], places[:, 1]] = True
    return mask


def _seniors(listed: list[int] | None, judges: int) -> Mask | None:
    if listed is None:
        return None
    mask = np.zeros(judges, dtype=bool)
    mask[listed] = True
    return mask


def _organisations(listed: list[int | None] | None) -> Ints | None:
    if listed is None:
        return None
    known = {key: at for at, key in enumerate(sorted({key for key in listed if key is not None}))}
    return np.array([-1 if key is None else known[key] for key in listed], dtype=np.int64)
