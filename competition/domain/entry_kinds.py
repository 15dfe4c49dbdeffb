"""What an entry is, by the kind of its competition."""

LABOUR = ("unit", "lot", "crew", "person")
WORKS = ("outcome", "team")
ABOVE = {"lot": ("unit",), "crew": ("unit", "lot"), "person": ("unit", "lot", "crew")}
"""What may stand above an entry of a kind: a lot belongs to a unit, a crew to its lot."""


def kinds_in(competition_kind: str) -> tuple[str, ...]:
    """The kinds of entries that a competition of this kind takes, the usual one first."""
    if competition_kind == "labour_competition":
        return ("lot", *(kind for kind in LABOUR if kind != "lot"))
    return WORKS


def may_stand_above(kind: str, below: str) -> bool:
    """Whether an entry of `kind` can be what one of the kind `below` belongs to."""
    return kind in ABOVE.get(below, ())
