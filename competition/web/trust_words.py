"""What stands first on the trust page: the figures of a report in a few plain sentences."""

from collections.abc import Sequence

from flask_babel import gettext as _

from competition.documents.wording.trust import SIGNS, icc_words
from competition.domain.agreement.judges import Welch
from competition.services.results.trust import TrustReport
from competition.services.results.trust_figures import JudgeFigures, PanelFigures
from competition.services.results.trust_lines import TrustLine

NAMED = 8
FEW = 0.005


def findings(report: TrustReport) -> list[str]:
    """The sentences that a reader in a hurry needs."""
    told: list[str] = []
    if report.sheets is not None:
        told += panel_words(report.sheets.panels)
    for line in report.lines:
        told += line_words(report, line)
    if report.sheets is not None:
        told += judge_words(report.sheets.judges)
        told += component_words(len(report.sheets.components))
    return told


def panel_words(panels: Sequence[PanelFigures]) -> list[str]:
    """How far panels agree; one sentence where all read alike."""
    readings = {icc_words(panel.icc) for panel in panels}
    if len(panels) > 1 and len(readings) == 1:
        told = _(
            "%(n)s 个评审组的平均分一致程度都是：%(reading)s。",
            n=len(panels),
            reading=readings.pop(),
        )
        return [str(told)]
    return [
        str(
            _(
                "%(panel)s：全组平均分的一致程度%(reading)s。",
                panel=panel.name or _("全部评委"),
                reading=icc_words(panel.icc),
            )
        )
        for panel in panels
    ]


def line_name(line: TrustLine) -> str:
    """The cut, or an award with all above it."""
    count = len(line.above)
    if not line.tier:
        return str(_("入围线（前 %(n)s 项）", n=count))
    return str(_("%(tier)s线（前 %(n)s 项）", tier=line.tier, n=count))


def line_words(report: TrustReport, line: TrustLine) -> list[str]:
    """What is uncertain at one line."""
    name = line_name(line)
    if any(row.interval for row in report.rows):
        alike = (
            _(
                "%(line)s上下有 %(n)s 项分不出高低：%(which)s。",
                line=name,
                n=len(line.alike),
                which=numbers(report, line.alike),
            )
            if line.alike
            else _("%(line)s上下的差距大于评分误差，界线清楚。", line=name)
        )
    else:
        alike = _("%(line)s：分数太少，估不出误差。", line=name)
    told = [str(alike)]
    if line.moving:
        told.append(
            _(
                "去掉某一位评委，%(n)s 项会越过%(line)s：%(which)s。",
                line=name,
                n=len(line.moving),
                which=numbers(report, line.moving),
            )
        )
    elif report.has_ranges:
        told.append(_("去掉任何一位评委，都没有项目越过%(line)s。", line=name))
    return told


def judge_words(judges: Sequence[JudgeFigures]) -> list[str]:
    """Who is worth a look, and how many would be by chance alone."""
    marked = [one for one in judges if one.signs]
    told = []
    if marked:
        named = _("；").join(
            _("%(name)s（%(note)s）", name=one.name, note=signs(one)) for one in marked[:NAMED]
        )
        told.append(_("%(n)s 位评委有值得核对之处：%(who)s。", n=len(marked), who=named))
    else:
        told.append(_("没有评委明显偏离其他人。"))
    tested = sum(
        1
        for one in judges
        for found in (one.unit, one.region)
        if found is not None and found.chance is not None
    )
    if tested >= 20:
        told.append(
            _(
                "本单位、本地区差异共检查了 %(n)s 次，仅凭偶然也会有约 %(few)s 次显得偏高。",
                n=tested,
                few=max(round(tested * 0.025), 1),
            )
        )
    return [str(one) for one in told]


def component_words(count: int) -> list[str]:
    """That some judges cannot be compared, where it is so."""
    if count < 2:
        return []
    return [
        str(
            _(
                "评委分成 %(n)s 组，组间没有共同评过的项目，无法判断哪组偏宽；"
                "名次只能假定各组宽严相同。",
                n=count,
            )
        )
    ]


def numbers(report: TrustReport, entries: Sequence[str]) -> str:
    """Entries by number, the first few of many."""
    shown = [report.entries[key].number or report.entries[key].title for key in entries[:NAMED]]
    more = _(" 等") if len(entries) > NAMED else ""
    return str(_("、").join(shown) + more)


def signs(one: JudgeFigures) -> str:
    """What is unusual about a judge, in words."""
    return str(_("、").join(str(SIGNS[code]) for code in one.signs))


def own_words(found: Welch | None) -> tuple[str, str]:
    """The difference for an own group, and how many entries and how likely by chance."""
    if found is None:
        return "", ""
    if found.chance is None:
        return signed(found.difference), str(_("%(n)s 项，太少", n=found.counts[0]))
    if found.chance < FEW:
        return signed(found.difference), str(_("%(n)s 项，偶然可能不足 1%%", n=found.counts[0]))
    share = round(found.chance * 100)
    return signed(found.difference), str(
        _("%(n)s 项，偶然可能 %(p)s%%", n=found.counts[0], p=share)
    )


def signed(value: float | None, places: int = 2) -> str:
    """A difference with its sign; a real minus, no sign for nothing."""
    if value is None:
        return "—"
    text = f"{abs(value):.{places}f}"
    if not float(text):
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def plain(value: float | None, places: int = 2) -> str:
    """A figure, or a dash."""
    if value is None:
        return "—"
    return f"{value:.{places}f}".replace("-", "−")
