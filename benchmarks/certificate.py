"""Certificates a second: the compiled template against the documented ReportLab way.

The reference follows ReportLab's user guide: fonts registered once as plain TTFont objects,
drawImage for the seal, QrCodeWidget for the code, drawString for the words. Its border is three
rectangles, far less than ours. Both print the same words for the same winners; the parts take
turns in one process and CPU time is compared.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

from reportlab import rl_config
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from competition.documents.certificate import Certificate, CertificateTemplate, compile_template
from competition.documents.dates import chinese_date
from competition.documents.fonts import load_fonts
from competition.documents.seal import demonstration_seal

AIM = 10
TURNS = 7
FONTS = Path(__file__).resolve().parents[1] / "instance" / "fonts"
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴", ("建国", "晓燕", "志强", "素华", "文斌", "丽娟", "䶮")
_WORDING = "在第二届蜀江省职工创新大赛中，您完成的项目《{title}》荣获\n{tier}\n特发此证，以资鼓励。"
_TEMPLATE = CertificateTemplate(
    competition="第二届蜀江省职工创新大赛",
    wording=_WORDING,
    issuers=("蜀江省总工会",),
    issued_on=date(2026, 7, 9),
)


def winners(count: int) -> list[Certificate]:
    """Invented winners, all different."""
    return [
        Certificate(
            names=(_SURNAMES[number % 10] + _GIVEN[number % 7],),
            title=f"炭黑反应炉造粒水循环利用装置第{number}号改造",
            tier=("一等奖", "二等奖", "三等奖")[number % 3],
            number=f"蜀工创〔2026〕A-{number:04d}",
            verify_url=f"https://jiangping.example.org/v/{number:022d}",
        )
        for number in range(count)
    ]


def documented_way(seal: bytes) -> Callable[[Certificate], bytes]:
    """A certificate as ReportLab's user guide teaches it."""
    image = ImageReader(BytesIO(seal))
    width, height = landscape(A4)

    def render(certificate: Certificate) -> bytes:
        target = BytesIO()
        canvas = Canvas(target, pagesize=(width, height))
        for inset in (18, 24, 40):
            canvas.rect(inset, inset, width - 2 * inset, height - 2 * inset)
        canvas.setFont("PlainBlack", 52)
        canvas.drawCentredString(width / 2, 440, "荣誉证书")
        canvas.setFont("PlainKai", 28)
        canvas.drawString(128, 372, "　".join(certificate.names) + "：")
        canvas.setFont("PlainKai", 18)
        before, _, after = _WORDING.split("\n")
        words = before.format(title=certificate.title)
        canvas.drawString(164, 330, words[:30])
        canvas.drawString(128, 300, words[30:])
        canvas.drawString(164, 190, after)
        canvas.setFont("PlainBlack", 42)
        canvas.drawCentredString(width / 2, 235, certificate.tier)
        canvas.setFont("PlainSong", 17)
        canvas.drawCentredString(width / 2, 504, _TEMPLATE.competition)
        canvas.drawCentredString(606, 138, _TEMPLATE.issuers[0])
        canvas.drawCentredString(606, 111, chinese_date(_TEMPLATE.issued_on))
        canvas.drawString(172, 118, f"证书编号：{certificate.number}")
        canvas.drawImage(image, 560, 90, 92, 92, mask="auto")
        code = QrCodeWidget(certificate.verify_url, barLevel="M")
        drawing = Drawing(72, 72)
        drawing.add(code)
        renderPDF.draw(drawing, canvas, 92, 76)
        canvas.showPage()
        canvas.save()
        return target.getvalue()

    return render


def cpu_each(render: Callable[[Certificate], bytes], certificates: list[Certificate]) -> float:
    """CPU milliseconds per certificate."""
    start = time.process_time()
    for certificate in certificates:
        render(certificate)
    return (time.process_time() - start) * 1000 / len(certificates)


def main() -> None:
    """Take turns, print each turn and the median ratio."""
    fonts = load_fonts(FONTS)
    for name, file in (("Black", "Song-Black"), ("Kai", "Kai-Regular"), ("Song", "Song-Regular")):
        pdfmetrics.registerFont(TTFont(f"Plain{name}", str(FONTS / f"Comp{file}.ttf")))
    seal = demonstration_seal(FONTS)
    plain = documented_way(seal)
    template = CertificateTemplate(
        _TEMPLATE.competition, _WORDING, _TEMPLATE.issuers, _TEMPLATE.issued_on, seal
    )
    compiled = compile_template(template, fonts)
    few, many = winners(20), winners(200)
    compiled.render(many[0])
    plain(few[0])
    ratios, references = [], []
    for turn in range(1, TURNS + 1):
        rl_config.useA85 = 1  # ReportLab's own default, which our documents switch off
        reference = cpu_each(plain, few)
        rl_config.useA85 = 0
        ours = cpu_each(compiled.render, many)
        references.append(reference)
        ratios.append(reference / ours)
        print(f"turn {turn}: documented way {reference:.2f} ms, ours {ours:.2f} ms")
    ratio = statistics.median(ratios)
    print(
        json.dumps(
            {
                "name": "certificate",
                "reference": f"{statistics.median(references):.2f} ms of CPU each",
                "ratio": round(ratio, 2),
                "aim": AIM,
                "met": ratio >= AIM,
            }
        )
    )


if __name__ == "__main__":
    main()
