"""The 异议处理决定书: what was objected to, what was found, what was decided and why."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from competition.documents.dates import official_date
from competition.documents.fonts import Fonts
from competition.documents.official import LEADING, OfficialPaper


@dataclass(frozen=True, slots=True)
class DecisionPaper:
    """What is printed, as texts.

    Attributes:
        objector: who raised it; empty where the reader is not to know.
        subject: the result and the entry that it is about.
        said, found, ruling, reasons: paragraphs.
    """

    is_appeal: bool
    number: str
    objector: str
    subject: str
    said: str
    found: str
    ruling: str
    reasons: str
    signers: tuple[str, ...]
    day: date
    rehearsal: bool = False


def render_decision(decision: DecisionPaper, fonts: Fonts) -> bytes:
    """The decision as a PDF of A4 pages.

    Raises:
        Refusal: ``text.too_long`` (limit, length).
    """
    paper = OfficialPaper(fonts, watermark=_("演练用　无效") if decision.rehearsal else "")
    title = _("申诉处理决定书") if decision.is_appeal else _("异议处理决定书")
    paper.title(title)
    paper.plain(decision.number, align="right")
    who = _("申诉人：%(name)s") if decision.is_appeal else _("异议人：%(name)s")
    hidden = _("身份信息依法保密")
    paper.body(who % {"name": decision.objector or hidden})
    paper.body(_("事项：%(subject)s", subject=decision.subject))
    for heading, text in (
        (_("一、提出的事实和理由"), decision.said),
        (_("二、查明的事实"), decision.found),
        (_("三、处理决定"), decision.ruling),
        (_("四、理由"), decision.reasons),
    ):
        paper.need(LEADING * 2)
        paper.body(heading, heading=True)
        paper.body(text)
    paper.signature(decision.signers, official_date(decision.day))
    return paper.finish(f"{title} {decision.number}")
