"""A finding as it is typed, and as it is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from competition.domain.deductions import read_points
from competition.domain.event_values import read_day
from competition.domain.rectification import Rectification, require_due
from competition.domain.refusal import Refusal
from competition.domain.sheet import Criterion

LONGEST = {"text": 500, "place": 100, "reason": 500}
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding as it was typed.

    Args:
        criterion: key of the indicator.
        points: what it takes off; "0" for none.
        found_on: the day; today where it is left empty.
        demands: whether the unit has to put it right, and `due_on` until when.
    """

    criterion: str
    text: str
    points: str
    found_on: str = ""
    place: str = ""
    demands: bool = False
    due_on: str = ""


def checked_finding(typed: FindingText, marked: Sequence[Criterion], today: date) -> dict[str, Any]:
    """The columns of a finding.

    Args:
        marked: the indicators of the department.

    Raises:
        Refusal: ``finding.faults`` (errors: Refusal by field).
    """
    errors: dict[str, Refusal] = {}

    def read(field: str, reader: Callable[[], V]) -> V | None:
        try:
            return reader()
        except Refusal as refusal:
            errors[field] = refusal
            return None

    leaf = next((one for one in marked if one.key == typed.criterion), None)
    if leaf is None:
        raise Refusal("finding.faults", errors={"criterion": Refusal("finding.criterion")})
    values = {
        "criterion_key": leaf.key,
        "criterion_name": leaf.name,
        "text": read("text", lambda: _said(typed.text)),
        "points": read("points", lambda: read_points(typed.points, leaf.range)),
        "found_on": read("found_on", lambda: read_day(typed.found_on, today)) or today,
        "place": read("place", lambda: checked_text(typed.place, LONGEST["place"])),
        "rectification": (Rectification.DEMANDED if typed.demands else Rectification.NONE).value,
        "due_on": None,
    }
    if typed.demands:
        values["due_on"] = read(
            "due_on", lambda: require_due(read_day(typed.due_on, date.max), today)
        )
    if errors:
        raise Refusal("finding.faults", errors=errors)
    return values


def _said(text: str) -> str:
    if not text.strip():
        raise Refusal("finding.text")
    return checked_text(text, LONGEST["text"])


def checked_reason(text: str) -> str:
    """A reason as it is kept.

    Raises:
        Refusal: ``finding.reason``, ``finding.too_long`` (limit).
    """
    if not text.strip():
        raise Refusal("finding.reason")
    return checked_text(text, LONGEST["reason"])


def checked_text(text: str, limit: int) -> str:
    """A text as it is kept, blanks around it gone.

    Raises:
        Refusal: ``finding.too_long`` (limit).
    """
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > limit:
        raise Refusal("finding.too_long", limit=limit)
    return text
