"""The lines at the end of a table of results on which people sign."""

from flask_babel import gettext as _

from competition.documents.paper import Paper

SIGN_HEIGHT = 68.0


def sign_line(paper: Paper, signatures: tuple[str, ...]) -> None:
    """Draw a line to sign on for each of these, and the date; takes `SIGN_HEIGHT`."""
    hei, y = paper.fonts.hei, paper.y - 40
    step = (paper.right - paper.left) / max(len(signatures), 1)
    for number, label in enumerate(signatures):
        x = paper.left + number * step
        paper.line(paper.set(f"{label}：", hei), x, y + 4, size=10)
        paper.rule(x, y - 2, x + step - 18, y - 2)
    day = paper.set(_("签字日期：　　　　年　　月　　日"), hei)
    paper.line(day, paper.left, y - 22, size=9)
    note = paper.set(_("本表由系统生成，手工涂改无效"), hei)
    paper.line(note, paper.right, y - 22, size=9, align="right")
    paper.y = y - 28
