import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import ContentStream

from competition.documents.certificate import (
    Certificate,
    CertificateTemplate,
    CompiledTemplate,
    compile_template,
)
from competition.documents.certificate_words import check_wording
from competition.documents.dates import chinese_date
from competition.documents.fonts import Fonts
from competition.documents.qr import qr_bits, qr_path
from competition.documents.seal import demonstration_seal
from competition.domain.refusal import Refusal

RARE = ("王䶮", "李㛃", "赵𬭎", "钱𣲗", "孙𠅤", "欧阳建国", "买买提·吐尔逊", "古丽·阿卜杜拉")
TEMPLATE = CertificateTemplate(
    competition="第二届蜀江省职工创新大赛",
    wording="您完成的项目《{title}》荣获\n{tier}\n特发此证，以资鼓励。",
    issuers=("蜀江省总工会", "蜀江省科学技术协会"),
    issued_on=date(2026, 7, 9),
)
CERTIFICATE = Certificate(
    names=("王䶮",),
    title="循环水系统换热器泄漏快速查找",
    tier="一等奖",
    number="蜀工创〔2026〕A-0001",
    verify_url="https://jiangping.example.org/v/8f3kd02mfk39dk2m4k5n6b",
)
LONG_TITLE = "面向高海拔大温差地区的特高压输电线路覆冰智能监测预警与直流融冰一体化关键技术研究" * 3


@pytest.fixture(scope="module")
def compiled(fonts: Fonts, font_folder: Path) -> CompiledTemplate:
    return compile_template(replace(TEMPLATE, seal_png=demonstration_seal(font_folder)), fonts)


def words(pdf: bytes) -> list[str]:
    (page,) = pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages
    return page.extract_text().splitlines()


def baselines(pdf: bytes) -> list[tuple[float, float]]:
    """(baseline, largest type size) of each line of text, from the top down."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    sizes: dict[float, float] = {}
    y = 0.0
    for operands, operator in ContentStream(reader.pages[0]["/Contents"], reader).operations:
        if operator == b"Tm":
            y = round(float(operands[5]), 1)
        elif operator == b"Tf":
            sizes[y] = max(float(operands[1]), sizes.get(y, 0.0))
    return sorted(sizes.items(), reverse=True)


def test_the_words_of_a_certificate_can_be_copied_exactly(compiled: CompiledTemplate) -> None:
    assert words(compiled.render(CERTIFICATE)) == [
        "第二届蜀江省职工创新大赛",
        "荣誉证书",
        "扫描二维码可验证本证书",
        "蜀江省总工会",
        "蜀江省科学技术协会",
        "二〇二六年七月九日",
        "王䶮：",
        "您完成的项目《循环水系统换热器泄漏快速查找》荣获",
        "一等奖",
        "特发此证，以资鼓励。",
        "证书编号：蜀工创〔2026〕A-0001",
    ]


def test_eight_names_with_rare_characters_can_be_copied_exactly(
    compiled: CompiledTemplate,
) -> None:
    pdf = compiled.render(replace(CERTIFICATE, names=RARE, title=LONG_TITLE))

    lines = words(pdf)
    start = next(number for number, line in enumerate(lines) if line.startswith("王䶮"))
    end = next(number for number, line in enumerate(lines) if line.endswith("："))
    copied = re.split("　", "　".join(lines[start : end + 1]).removesuffix("："))

    assert tuple(copied) == RARE


def test_lines_do_not_overlap_with_eight_names_and_a_long_title(
    compiled: CompiledTemplate,
) -> None:
    pdf = compiled.render(replace(CERTIFICATE, names=RARE, title=LONG_TITLE))

    lines = [(y, size) for y, size in baselines(pdf) if 140 < y < 400]
    clearances = [
        upper_y - 0.12 * upper_size - lower_y - 0.88 * lower_size
        for (upper_y, upper_size), (lower_y, lower_size) in pairwise(lines)
    ]
    assert len(lines) == 8
    assert min(clearances) > 0


def test_the_same_values_give_the_same_bytes(compiled: CompiledTemplate, fonts: Fonts) -> None:
    again = compile_template(compiled.template, fonts)

    assert again.render(CERTIFICATE) == compiled.render(CERTIFICATE)


def test_certificates_made_at_once_equal_those_made_in_turn(compiled: CompiledTemplate) -> None:
    many = [replace(CERTIFICATE, names=(name,), title=f"{name}的项目") for name in RARE * 4]
    in_turn = [compiled.render(each) for each in many]

    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(compiled.render, many))

    assert at_once == in_turn


def test_the_longest_settings_are_printed_whole(fonts: Fonts) -> None:
    name, issuer = "蜀江省职工技术创新" * 8 + "大赛", "蜀江省经济和信息化委员会职工技术创新办公室"
    template = replace(TEMPLATE, competition=name, issuers=(issuer,) * 3, heading="荣誉" * 6)

    lines = words(compile_template(template, fonts).render(CERTIFICATE))

    assert "".join(lines[:2]) == name
    assert lines.count(issuer) == 3
    assert "荣誉" * 6 in lines


def test_a_rehearsal_says_on_its_face_that_it_is_void(fonts: Fonts) -> None:
    void = compile_template(replace(TEMPLATE, rehearsal=True), fonts)

    assert words(void.render(CERTIFICATE)).count("演练用　无效") == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"names": ()}, "certificate.names"),
        ({"names": ("张三",) * 9}, "certificate.names"),
        ({"names": ("\u200b",)}, "certificate.names"),
        ({"names": ("张\ue000",)}, "glyph.missing"),
        ({"title": "💡照明改造"}, "glyph.missing"),
        ({"title": "长" * 601}, "text.too_long"),
        ({"title": "长" * 550}, "text.does_not_fit"),
        ({"verify_url": "https://例.cn/v/1"}, "qr.content"),
        ({"verify_url": ""}, "qr.content"),
        ({"verify_url": "https://a.cn/" + "x" * 700}, "qr.content"),
    ],
)
def test_what_cannot_be_printed_well_is_refused(
    compiled: CompiledTemplate, change: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        compiled.render(replace(CERTIFICATE, **change))

    assert refused.value.code == code


def test_a_place_that_nothing_fills_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        check_wording("{title}荣获{award}")

    assert (refused.value.code, refused.value.values) == (
        "certificate.placeholder",
        {"name": "award"},
    )


def test_a_seal_that_is_no_image_is_refused(fonts: Fonts) -> None:
    with pytest.raises(Refusal) as refused:
        compile_template(replace(TEMPLATE, seal_png=b"no image"), fonts)

    assert refused.value.code == "certificate.seal"


def test_braces_in_a_title_are_only_braces(compiled: CompiledTemplate) -> None:
    pdf = compiled.render(replace(CERTIFICATE, title="{tier}%s(\\)"))

    assert "您完成的项目《{tier}%s(\\)》荣获" in words(pdf)


def test_the_demonstration_seal_is_square_and_transparent(font_folder: Path) -> None:
    seal = Image.open(io.BytesIO(demonstration_seal(font_folder)))

    assert (seal.format, seal.mode, seal.size) == ("PNG", "RGBA", (480, 480))
    assert seal.getpixel((240, 240))[3] == 0


@given(token=st.text("abcdefghijkmnpqrstuvwxyzABCDEFGH0123456789-_", min_size=1, max_size=24))
@settings(derandomize=True, max_examples=40, deadline=None)
def test_a_symbol_made_by_exclusive_or_is_the_symbol_that_segno_makes(token: str) -> None:
    address = f"https://jiangping.example.org/v/{token}"

    side, bits = qr_bits(address)

    whole = segno.make(address, error="m", mode="byte", mask=2, micro=False, boost_error=False)
    expected = "".join("".join(map(str, row)) for row in whole.matrix)
    assert f"{bits:0{side * side}b}" == expected


def test_the_path_of_a_symbol_covers_its_dark_modules() -> None:
    address = "https://jiangping.example.org/v/8f3kd02mfk39dk2m4k5n6b"
    side, bits = qr_bits(address)

    path = qr_path(address)

    dark = set()
    for line in path.operators.splitlines():
        x, y, length, height = map(int, line.removesuffix(" re").split())
        assert height == 1
        dark |= {(y, x + step) for step in range(length)}
    modules = f"{bits:0{side * side}b}"
    assert path.modules == side + 8
    assert dark == {
        (side - 1 - place // side + 4, place % side + 4)
        for place, module in enumerate(modules)
        if module == "1"
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 7, 9), "二〇二六年七月九日"),
        (date(2010, 10, 10), "二〇一〇年十月十日"),
        (date(2025, 12, 31), "二〇二五年十二月三十一日"),
        (date(2030, 1, 20), "二〇三〇年一月二十日"),
    ],
)
def test_dates_in_chinese_numerals(day: date, expected: str) -> None:
    assert chinese_date(day) == expected
