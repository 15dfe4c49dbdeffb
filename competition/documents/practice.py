"""What is invented for practice: papers that say what they are, and names for people."""

from io import BytesIO

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SIDE = 480
SECOND, ENTRANT = "演练复核人", "演练申报人"
JUDGES = tuple(f"演练评委{each}" for each in "甲乙丙丁戊己庚")
DUTIES = ("总体方案", "试制与试验", "现场应用")
SAMPLE_PEOPLE = ("张㛃", "欧阳明", "李䶮", "阿依努尔·买买提")
SAMPLE_TITLE = "高压断路器操作机构带电检测装置"
SAMPLE_UNIT = "示例供电公司"
SAMPLE_TIER = "一等奖"
TRIAL_NUMBER = "试〔2026〕A-0000"


def practice_pdf() -> bytes:
    """A PDF of one page that reads REHEARSAL."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 32)
    canvas.drawCentredString(A4[0] / 2, A4[1] / 2, "REHEARSAL")
    canvas.save()
    return out.getvalue()


def practice_image(kind: str) -> bytes:
    """A plain grey picture.

    Args:
        kind: ``jpeg`` or ``png``.
    """
    out = BytesIO()
    Image.new("RGB", (SIDE, SIDE * 3 // 4), "#b9b2a3").save(out, kind.upper())
    return out.getvalue()
