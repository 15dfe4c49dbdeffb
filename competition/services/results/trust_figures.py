"""Agreement of panels and figures of judges, from the sheet totals of one stage."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from competition.domain.agreement.categories import Scale, krippendorff
from competition.domain.agreement.judges import (
    Profile,
    Welch,
    distances,
    own_group,
    profiles,
    stand_out,
)
from competition.domain.agreement.panel import (
    Concordance,
    Intraclass,
    concordance,
    intraclass,
)
from competition.domain.marks import State
from competition.domain.rules import Facts
from competition.services.results.trust_people import Home, People

Totals = Mapping[tuple[str, str], Fraction]
SURE = 0.05


@dataclass(frozen=True, slots=True)
class PanelFigures:
    """How far the judges of a panel agree.

    Attributes:
        entries, judges: how many of both have marks in the panel.
        whole: entries that all judges counted marked, on which `icc` and `w` stand.
        counted: the judges who marked at least half of the entries; alpha counts everybody.
    """

    name: str
    entries: int
    judges: int
    whole: int
    counted: int
    icc: Intraclass | None
    w: Concordance | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """One judge beside the others.

    Attributes:
        due, done, missing, recused: sheets; missing are blank or absent ones.
        unit, region: marks for entries of the own unit or region against all others.
        signs: what is unusual, as codes of `stand_out`, "own_unit", "own_region", "missing".
    """

    key: str
    name: str
    panels: tuple[str, ...]
    due: int
    done: int
    missing: int
    recused: int
    profile: Profile | None
    unit: Welch | None
    region: Welch | None
    region_name: str
    signs: tuple[str, ...]


def panel_figures(totals: Totals, stage: str, people: People) -> list[PanelFigures]:
    """Agreement, panel by panel, in the order of the panels."""
    by_panel: dict[str, dict[tuple[str, str], Fraction]] = {}
    for (entry, judge), value in totals.items():
        panel = people.panels.get((stage, entry), "")
        by_panel.setdefault(panel, {})[entry, judge] = value
    return [_panel(name, by_panel[name]) for name in people.order if name in by_panel]


def _panel(name: str, totals: Totals) -> PanelFigures:
    entries = {entry for entry, _ in totals}
    counts = Counter(judge for _, judge in totals)
    counted = {judge for judge, count in counts.items() if count * 2 >= len(entries)}
    kept = {key: value for key, value in totals.items() if key[1] in counted}
    per_entry = Counter(entry for entry, _ in kept)
    return PanelFigures(
        name,
        len(entries),
        len(counts),
        sum(count == len(counted) for count in per_entry.values()),
        len(counted),
        intraclass(kept),
        concordance(kept),
        krippendorff(totals, Scale.INTERVAL),
    )


def judge_figures(
    totals: Totals, facts: Facts, stage: str, names: Mapping[str, str], people: People
) -> list[JudgeFigures]:
    """Every judge with a sheet in the stage, those with something unusual first."""
    told = profiles(totals)
    signs, found = stand_out(totals, told), {one.judge: one for one in told}
    away = distances(totals)
    states: dict[str, Counter[State]] = {}
    panels: dict[str, dict[str, None]] = {}
    for sheet in facts.sheets:
        if sheet.stage == stage:
            states.setdefault(sheet.judge, Counter())[sheet.state] += 1
            panel = people.panels.get((stage, sheet.entry), "")
            panels.setdefault(sheet.judge, {})[panel] = None
    figures = []
    for judge, counts in states.items():
        homes = _own_groups(away, judge, people)
        missing = counts[State.BLANK] + counts[State.ABSENT]
        codes = [*signs.get(judge, ()), *_own_signs(*homes), *(["missing"] if missing else [])]
        figures.append(
            JudgeFigures(
                judge,
                names.get(judge, judge),
                tuple(sorted(panels[judge])),
                counts.total(),
                counts[State.SCORED],
                missing,
                counts[State.RECUSED],
                found.get(judge),
                *homes,
                people.judges.get(judge, Home()).name,
                tuple(codes),
            )
        )
    return sorted(figures, key=_unusual_first)


def _own_groups(away: Totals, judge: str, people: People) -> tuple[Welch | None, Welch | None]:
    """The judge's marks for the own unit and for the own region; None where there are none."""
    home = people.judges.get(judge, Home())
    units = {entry: one.unit for entry, one in people.entries.items()}
    regions = {entry: one.region for entry, one in people.entries.items()}
    return (
        own_group(away, judge, units, home.unit) if home.unit else None,
        own_group(away, judge, regions, home.region) if home.region else None,
    )


def _own_signs(unit: Welch | None, region: Welch | None) -> list[str]:
    return [
        code
        for code, found in (("own_unit", unit), ("own_region", region))
        if found and found.chance is not None and found.chance < SURE and found.difference > 0
    ]


def _unusual_first(one: JudgeFigures) -> tuple[object, ...]:
    leniency = one.profile.leniency if one.profile else None
    return not one.signs, -abs(leniency or 0.0), one.name
