"""The table of `docs/mutants.md`: a line for each module and the sum of all."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from tests.conftest import ROOT
from tests.mutants.trial import NO_TESTS, UNNOTICED

KEPT = ROOT / "docs" / "mutants.md"
LINE = re.compile(r"^\| `(\S+)`((?: \| \d+){5}) \|.*$", re.MULTILINE)
TOTAL = re.compile(r"^\*\*Total\*\*.*$", re.MULTILINE)


@dataclass(frozen=True)
class Figures:
    """How many mutants were tried, were noticed or never ended, and which nobody noticed."""

    tried: int
    noticed: int
    late: int
    unnoticed: list[str]

    @classmethod
    def of(cls, tried: dict[str, int]) -> Self:
        """The figures of how each mutant ended: 0 unnoticed, below 0 stopped by a signal."""
        unnoticed = [name for name, code in tried.items() if code in (UNNOTICED, NO_TESTS)]
        late = sum(code < 0 for code in tried.values())
        return cls(len(tried), len(tried) - late - len(unnoticed), late, unnoticed)


def share(noticed: int, tried: int) -> str:
    """The share in per cent, cut after the first decimal; all of none is all."""
    tenths = 1000 * noticed // tried if tried else 1000
    return f"{tenths // 10}.{tenths % 10} %"


def keep(module: str, figures: Figures, mutants: int) -> str:
    """Write the line of the module into the table and the total above it; give the line."""
    told = share(figures.noticed + figures.late, figures.tried)
    counts = [mutants, figures.tried, figures.noticed, figures.late, len(figures.unnoticed)]
    cells = [*map(str, counts), told]
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    line = f"| `{module}` | {' | '.join(cells)} | {day} |"
    text = KEPT.read_text(encoding="utf-8")
    head, lines, rest = _table(text)
    lines[module] = line
    body = "\n".join(lines[name] for name in sorted(lines, key=_place))
    text = f"{head}{body}\n{rest}"
    KEPT.write_text(TOTAL.sub(_total(text), text, count=1), encoding="utf-8")
    return line


def _table(text: str) -> tuple[str, dict[str, str], str]:
    found = list(LINE.finditer(text))
    lines = {one[1]: one[0] for one in found}
    return text[: found[0].start()], lines, text[found[-1].end() + 1 :]


def _place(module: str) -> tuple[str, str]:
    folder, _, name = module.rpartition("/")
    return folder, name


def _total(text: str) -> str:
    found = [[int(count) for count in one[2].split(" | ")[1:]] for one in LINE.finditer(text)]
    mutants, tried, noticed, late, _ = (sum(column) for column in zip(*found, strict=True))
    told = f"{noticed + late} of {tried} tried mutants noticed, {share(noticed + late, tried)}"
    return f"**Total** of {len(found)} modules: {told}; {tried} of {mutants} mutants tried."
