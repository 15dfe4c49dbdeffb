"""Rotating flags ready for pages and papers: who holds one, since when, who keeps one."""

from typing import Any

from flask_babel import gettext as _

from competition.documents.flag_paper import HandoverPaper, HandoverRow
from competition.documents.wording.findings import FLAG_STATES
from competition.models import Competition
from competition.services.periods.flag_reading import FlagHistory


def flag_parts(histories: list[FlagHistory]) -> list[dict[str, Any]]:
    """Each flag with what its section of a page shows. No statement."""
    return [
        {
            "flag": one.flag,
            "history": one,
            "names": one.names,
            "holder": _name(one, int(one.record.holder)) if one.record.holder else "",
            "kept": [_name(one, int(kept.unit)) for kept in one.record.kept],
            "states": FLAG_STATES,
            "undecided": next((p.name for p in one.periods if p.state == "level"), ""),
            "track": one.flag.track.name if one.flag.track else "",
        }
        for one in histories
    ]


def handover_paper(one: FlagHistory, competition: Competition) -> HandoverPaper:
    """The list of handovers of a flag, as it is printed."""
    facts = []
    if one.record.holder:
        holder = _name(one, int(one.record.holder))
        facts.append(_("现由%(name)s保持，连续 %(n)s 期", name=holder, n=one.record.in_a_row))
    if one.flag.keep_after:
        facts.append(_("连续 %(n)s 期获得的，永久保留", n=one.flag.keep_after))
    for kept in one.record.kept:
        period = one.periods[kept.after_period - 1].name
        unit = _name(one, int(kept.unit))
        facts.append(_("%(period)s后由%(name)s永久保留一面", period=period, name=unit))
    rows = tuple(
        HandoverRow(
            change.period,
            _name(one, change.giver) if change.giver else _("组织方（新旗）"),
            _name(one, change.taker) if change.taker else _("收回，本期空缺"),
        )
        for change in one.changes
    )
    return HandoverPaper(
        competition.name, one.flag.name, tuple(facts), rows, competition.is_rehearsal
    )


def _name(one: FlagHistory, ident: int) -> str:
    return one.names[ident].title
