import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.numbering import (
    MOST_BYTES,
    CertificateFormat,
    EntryFormat,
    EntryNumber,
    certificate_number,
    entry_number,
    parse_entry_number,
    safe_file_name,
    unique_file_names,
)
from competition.domain.refusal import Refusal

FORM = CertificateFormat("蜀工创")


def test_a_certificate_number_reads_like_a_document_number():
    assert certificate_number(FORM, year=2026, tier="A", serial=1) == "蜀工创〔2026〕A-0001"


def test_a_rehearsal_number_is_never_a_real_one():
    number = certificate_number(FORM, year=2026, tier="A", serial=1, rehearsal=True)

    assert number == "演练蜀工创〔2026〕A-0001"


@settings(derandomize=True, max_examples=100)
@given(
    st.integers(1949, 9999), st.from_regex("[A-Z0-9]{1,6}", fullmatch=True), st.integers(1, 9999)
)
def test_numbers_read_back_to_their_parts(year, code, serial):
    entry = entry_number(EntryFormat("CX"), year=year, track=code, serial=serial)

    assert parse_entry_number(entry) == EntryNumber("CX", year, code, serial)


@pytest.mark.parametrize("text", ["", "CX-DL-0001", "2026-DL-0001", "CX2026-DL-000"])
def test_what_is_no_entry_number_is_refused(text):
    with pytest.raises(Refusal) as refusal:
        parse_entry_number(text)

    assert refusal.value.code == "numbering.entry"


def refused(make, *given, **parts):
    with pytest.raises(Refusal) as refusal:
        make(*given, **parts)
    return refusal.value.code, refusal.value.values


def test_an_entry_number_is_read_as_people_type_it():
    read = parse_entry_number(" cx2026 - ｄl -\u30000012 ")

    assert read == EntryNumber("CX", 2026, "DL", 12)


@pytest.mark.parametrize(
    ("parts", "code", "values"),
    [
        ({"year": 1948}, "numbering.year", {"year": 1948}),
        ({"year": 10_000}, "numbering.year", {"year": 10_000}),
        ({"tier": "一等"}, "numbering.code", {"part": "一等"}),
        ({"serial": 10_000}, "numbering.serial", {"serial": 10_000, "most": 9999}),
        ({"serial": 0}, "numbering.serial", {"serial": 0, "most": 9999}),
    ],
)
def test_a_number_that_does_not_fit_its_format_is_refused(parts, code, values):
    whole = {"year": 2026, "tier": "A", "serial": 1, **parts}

    assert refused(certificate_number, FORM, **whole) == (code, values)


@pytest.mark.parametrize("prefix", ["", "蜀/工", "shu", "蜀" * 13])
def test_a_prefix_is_short_and_plain(prefix):
    expected = ("numbering.prefix", {"prefix": prefix})

    assert refused(CertificateFormat, prefix) == expected
    assert refused(CertificateFormat, "蜀", rehearsal_prefix=prefix) == expected
    assert refused(EntryFormat, prefix) == expected


def test_an_entry_prefix_does_not_run_into_the_year():
    assert refused(EntryFormat, "CX2") == ("numbering.prefix", {"prefix": "CX2"})


@pytest.mark.parametrize("make", [CertificateFormat, EntryFormat])
@pytest.mark.parametrize("width", [2, 9])
def test_a_serial_has_three_to_eight_digits(make, width):
    assert refused(make, "CX", width) == ("numbering.width", {"least": 3, "most": 8})
    assert [make("CX", width).width for width in (3, 8)] == [3, 8]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("蜀工创〔2026〕A-0001 张三", "蜀工创〔2026〕A-0001 张三.pdf"),
        ("../../etc/passwd", "／..／etc／passwd.pdf"),
        ('a:b*c?"d"', "a：b＊c？＂d＂.pdf"),
        ("con", "_con.pdf"),
        ("Aux.backup", "_Aux.backup.pdf"),
        (" . ", "file.pdf"),
        ("张\u202e三\x00\n四", "张三 四.pdf"),
        ("XaX", "XaX.pdf"),
        ("e\u0301", "\u00e9.pdf"),
        ("a" * 300, "a" * 116 + ".pdf"),
        ("a" * 114 + " .b", "a" * 114 + ".pdf"),
        ("张" * 300, "张" * 65 + ".pdf"),
    ],
)
def test_a_file_name_is_safe_on_every_system(text, name):
    assert safe_file_name(text, extension=".pdf") == name


@settings(derandomize=True, max_examples=300)
@given(st.text(max_size=300))
def test_no_text_makes_a_dangerous_file_name(text):
    name = safe_file_name(text, extension=".pdf")

    assert name.endswith(".pdf")
    assert len(name.encode()) <= MOST_BYTES + 1
    assert not set(name) & set('\\/:*?"<>|')
    assert not name.startswith((".", " "))
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name)
    assert safe_file_name(name.removesuffix(".pdf"), extension=".pdf") == name


def test_names_of_many_dots_or_none_are_told_apart_too():
    names = unique_file_names(["a.b.c", "A.B.C", "README", "readme", ".x", ".x"])

    assert names == ["a.b.c", "A.B(2).C", "README", "readme(2)", ".x", ".x(2)"]


def test_equal_names_are_told_apart_even_where_case_does_not_count():
    names = unique_file_names(["a.pdf", "A.pdf", "a.pdf", "b.pdf", "a(2).pdf", "README"])

    assert names == ["a.pdf", "A(2).pdf", "a(3).pdf", "b.pdf", "a(2)(2).pdf", "README"]
