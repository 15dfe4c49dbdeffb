"""Steps of a derivation in the notation of docs/calculation-sheet.md, the same in every language.

A line such as ``[reduce judge by=mean drop_high=1 ... from=totals as=mean gives 94.3]`` stands
under each step of a printed sheet, so that a stranger's program can carry it out again.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from competition.documents.wording.figures import percent

Told = Mapping[str, Any]
NONE = "-"
_ZERO = {"text": "0"}
_UNSAFE = re.compile(r"[\s\[\]:,=]+")


def notation(step: Told) -> str:
    """One step; "" where it makes no figure."""
    tell = _TELL.get(step["code"])
    return bracketed(*tell(step)) if tell else ""


def marks_notation(criteria: Sequence[str], *, has_total: bool) -> str:
    """The columns of a table of marks from left to right, by the keys of their criteria."""
    total = ("+", "total") if has_total else ()
    return bracketed("marks", *map(_word, criteria), *total)


def part_notation(told: Told) -> str:
    """A part, how many sheets its table holds, and further dimensions of the marks."""
    axes = sorted({axis for sheet in told["sheets"] for axis in sheet.get("at", ())})
    further = f"at={','.join(map(_word, axes))}" if axes else ""
    return bracketed("part", _word(told["part"]), f"sheets={len(told['sheets'])}", further)


def sheet_notation(entry: str, part: str, version: int, score: str, rank: str) -> str:
    """What the whole sheet says."""
    return bracketed(
        "sheet",
        "schema=1",
        f"entry={_word(entry)}",
        f"part={_word(part)}",
        f"version={version}",
        f"score={score or NONE}",
        f"rank={rank or NONE}",
    )


def bracketed(*words: str) -> str:
    """Words as one statement."""
    return f"[{' '.join(word for word in words if word)}]"


def makes_sheet_totals(step: Told) -> bool:
    """Whether a step adds up each judge's sheet, which the table of marks shows."""
    sums = step["code"] == "reduce" and step["axis"] == "criterion"
    return bool(sums and all(len(row["key"]) > 1 for row in step["rows"]))


def _reduce(step: Told) -> Iterator[str]:
    yield from ("reduce", _word(step["axis"]), f"by={step['method']}")
    for name in ("drop_high", "drop_low", "at_least"):
        if step[name]:
            yield f"{name}={step[name]}"
    yield f"quorum={step['quorum']}"
    for name in ("best", "best_is", "spread"):
        if name in step:
            yield f"{name}={step[name]}"
    if "only" in step:
        members = {one["member"] for row in step["rows"] for one in row["inputs"]}
        yield f"only={','.join(map(_word, sorted(members)))}"
    yield from _weights(step)
    yield from _gaps(step)
    yield from _way(step)
    if not makes_sheet_totals(step):
        yield from _gives((row["key"][1:], row["result"]) for row in step["rows"])


def _weights(step: Told) -> Iterator[str]:
    shares = {
        one["member"]: one["weight"]
        for row in step["rows"]
        for one in row["inputs"]
        if one.get("weight")
    }
    if shares:
        listed = ",".join(f"{_word(key)}:{percent(shares[key])}" for key in sorted(shares))
        yield f"weights={listed}"


def _gaps(step: Told) -> Iterator[str]:
    """Members that count as zero although they have no mark, and rows that come to nothing."""
    zeros = [
        _cell([*row["key"][1:], one["member"]])
        for row in step["rows"]
        for one in row["inputs"]
        if one.get("meaning") == "zero"
    ]
    if zeros:
        yield f"zeros={','.join(zeros)}"
    if makes_sheet_totals(step):
        empty = [_cell(row["key"][1:]) for row in step["rows"] if not row["result"]]
        if empty:
            yield f"without={','.join(empty)}"


def _round(step: Told) -> Iterator[str]:
    yield from ("round", str(step["places"]), f"mode={step['mode']}")
    if step["show_only"]:
        yield "show_only"
    yield from _way(step)
    yield from _gives(
        ([*cell["key"], cell["member"]][1:], {"text": cell["after"]}) for cell in step["cells"]
    )


def _combine(step: Told) -> Iterator[str]:
    if step["missing"] == "skip" and not all(part["value"] for part in step["parts"]):
        yield from ("gather", f"as={_word(step['step'])}")
        yield from _gives([([], _exact(step["result"]))])
        return
    yield "combine"
    for part in step["parts"]:
        yield f"{_word(part['table'])}:{percent(part['weight'])}"
    if step["missing"] == "zero":
        yield "missing=zero"
    yield f"as={_word(step['step'])}"
    yield from _gives([([], step["result"])])


def _rank(step: Told) -> Iterator[str]:
    by = step["key"].get("table") or step["key"].get("method") or step["key"]["kind"]
    yield from ("rank", f"by={_word(by)}", f"of={step['ranked']}")
    yield from _gives([([], {"text": step["figure"]} if step["figure"] else None)])


def _other(step: Told) -> Iterator[str]:
    """A step that rests on more than marks: what came out is stated, not to be recomputed."""
    yield step["code"]
    yield from _way(step)
    if "result" in step or "figure" in step:
        yield from _gives([([], _exact(step.get("result", step.get("figure"))))])
    elif step.get("cells"):
        yield from _gives(
            (_place(cell), _exact(cell.get("after", _ZERO))) for cell in step["cells"]
        )


def _exact(figure: Told | None) -> Told | None:
    """A figure whose text is cut off by its ratio."""
    return {"text": figure["ratio"]} if figure and figure["text"].endswith("…") else figure


def _place(cell: Told) -> list[str]:
    """The members that a cell belongs to, besides the entry."""
    if "member" in cell:
        return [*cell["key"], cell["member"]][1:]
    return [cell[axis] for axis in ("judge", "criterion") if cell.get(axis)]


def _way(step: Told) -> Iterator[str]:
    if step.get("source"):
        yield f"from={_word(step['source'])}"
    yield f"as={_word(step['step'])}"


def _gives(outcomes: Any) -> Iterator[str]:
    """What came out: one figure, or one for each cell as `judge:figure`."""
    yield "gives"
    for members, found in outcomes:
        figure = found["text"] if found else NONE
        yield f"{_cell(members)}:{figure}" if members else figure


def _cell(members: Sequence[str]) -> str:
    return ":".join(_word(member) for member in members)


def _word(text: str) -> str:
    """A name as one word that holds no sign of the notation."""
    return _UNSAFE.sub("_", text)


_TELL: dict[str, Callable[[Told], Iterator[str]]] = {
    "reduce": _reduce,
    "round": _round,
    "combine": _combine,
    "rank": _rank,
    "map": _other,
    "adjust": _other,
    "calibrate": _other,
    "team": _other,
    "gather": _other,
    "veto": _other,
    "rank_method": _other,
}
