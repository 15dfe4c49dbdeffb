"""Who hands in score sheets, and to which group the rules count each of them."""

SEATED = ("judge", "department", "verifier")
"""Kinds that work in the judges' room; units report on themselves and on others in their own."""

REPORTING = ("self", "peer")
"""Kinds that report from the site, with photos."""

PROVED_TO = ("department", "verifier")
"""Kinds that look at those photos, of the units and periods that they score."""

_GROUPS = {"self": "self", "peer": "peer", "verifier": "verified"}


def group_of(kind: str, expertise: str) -> str:
    """The group that rules name: `marked_by` of a criterion, `only` and `weights_of` of a step.

    Args:
        kind: of the one who hands in the sheet; see `JUDGE_KINDS`.
        expertise: a judge's group, or the name of a department as the rules write it.
    """
    return _GROUPS.get(kind, expertise)
