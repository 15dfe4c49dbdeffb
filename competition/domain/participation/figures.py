"""The figures of a branch: never mixed, never added where they do not add up."""

from dataclasses import dataclass

from competition.domain.rounding import Mode, fixed_text, round_ratio

FIGURES = ("participations", "people", "declared", "units", "reporting", "above_scale")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted in a branch for one span.

    Args:
        participations: 参赛人次, the rows.
        people: 参赛人数, distinct persons from lists, each once in the branch.
        declared: 申报人数, people told as a bare number; added up, never put to `people`.
        units: organisations that report somebody taking part.
        reporting: organisations with any report, one that tells of nobody included.
        above_scale: 规上 enterprises in use in whose branch somebody took part.
    """

    participations: int = 0
    people: int = 0
    declared: int = 0
    units: int = 0
    reporting: int = 0
    above_scale: int = 0


def percentage(part: int, whole: int) -> str:
    """A share with two decimals, half up, such as ``66.67%``; empty where the whole is nothing."""
    if whole <= 0:
        return ""
    return fixed_text(round_ratio(part * 100, whole, places=2, mode=Mode.HALF_UP), 2) + "%"
