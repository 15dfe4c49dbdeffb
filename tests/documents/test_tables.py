import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from competition.documents.tables.read import read_rows
from competition.documents.tables.records import read_records
from competition.documents.tables.values import (
    CellFault,
    Column,
    Limits,
    column_letter,
    column_number,
)
from competition.documents.tables.write import Table, csv_bytes, workbook_bytes
from competition.domain.refusal import Refusal

COLUMNS = (
    Column("name", "姓名", required=True),
    Column("id_number", "身份证号", width=22),
    Column("track", "赛道", choices=("电力", "机械"), aliases=("Track",)),
)
AWKWARD = (
    "=1+1", "+86", "-3.50", "-", "@x", "'", "''=", "'=1", "000123", "110101199003071234", " 前后 ",
    "一\n二", "a\tb", "c\r\nd", '"引"号', "a,b;c|d", "_x0041_", "<&>", "䶮𬭎𠅤", "\u200b",
    "\x85", "1e5",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(
        st.characters(
            blacklist_categories=("Cs",),
            blacklist_characters="".join(map(chr, [*range(9), 11, 12, *range(14, 32)]))
            + "\ufffe\uffff",
        ),
        max_size=12,
    ).filter(lambda text: "_x" not in text),
)
ROWS = st.lists(
    st.lists(TEXTS, min_size=3, max_size=3).filter(lambda row: bool("".join(row).strip())),
    min_size=1,
    max_size=6,
)


def table(rows: list[list[str]]) -> Table:
    return Table("参赛项目", COLUMNS, rows)


def body(data: bytes) -> list[list[str]]:
    return [row.cells for row in read_rows(data).rows[1:]]


def refusal(data: bytes, **limits: int) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_rows(data, limits=Limits(**limits))
    return refused.value


def edited(data: bytes, old: bytes, new: bytes, *, part: str = "sheet1.xml") -> bytes:
    """The workbook with a piece of its first sheet, or of another part, replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(part):
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def foreign(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    for address, value in cells.items():
        book.active[address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@given(rows=ROWS)
@example(rows=[[text, text, "x"] for text in AWKWARD])
@settings(derandomize=True, max_examples=60, deadline=None)
def test_what_is_written_to_excel_is_read_back_unchanged(rows: list[list[str]]) -> None:
    assert body(workbook_bytes(table(rows))) == [_unpadded(row, 3) for row in rows]


@given(rows=ROWS, encoding=st.sampled_from(["utf-8", "gb18030"]))
@example(rows=[[text, text, "x"] for text in AWKWARD], encoding="gb18030")
@settings(derandomize=True, max_examples=120, deadline=None)
def test_what_is_written_to_csv_is_read_back_unchanged(rows: list[list[str]], encoding) -> None:
    assert body(csv_bytes(table(rows), encoding=encoding)) == rows


def _unpadded(row: list[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]


def test_equal_tables_are_equal_files() -> None:
    assert workbook_bytes(table([["张三", "1", "电力"]])) == workbook_bytes(
        table([["张三", "1", "电力"]])
    )


@pytest.mark.parametrize("text", ["a\x00b", "\x0b", "\ufffe", "\ud840", "_x0041_x0042_"])
def test_what_a_cell_cannot_give_back_is_refused_by_row_and_column(text: str) -> None:
    for write in (workbook_bytes, csv_bytes):
        with pytest.raises(Refusal) as refused:
            write(table([["张三", "", ""], ["李四", text, ""]]))

        assert refused.value.code == "cell.unwritable"
        assert refused.value.values == {"row": 3, "column": "B"}


def test_a_text_longer_than_a_cell_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        workbook_bytes(table([["长" * 32_768, "", ""]]))

    assert refused.value.code == "cell.too_long"


def test_text_is_never_a_formula_and_heads_stay_in_view() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(table([["=1+1", "007", "电力"]]))))
    sheet = book["参赛项目"]

    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        ("=1+1", "s"),
        ("007", "s"),
        ("电力", "s"),
    ]
    assert sheet.freeze_panes == "A2"
    assert [cell.number_format for cell in sheet[2]] == ["@", "@", "@"]


def test_choices_are_offered_as_lists_short_and_long() -> None:
    columns = (
        Column("track", "赛道", choices=("电力", "机械")),
        Column("unit", "单位", choices=tuple(f"蜀江省第{number}市总工会" for number in range(60))),
    )
    data = workbook_bytes(Table("表", columns, [], examples=[["电力", "蜀江省第1市总工会"]]))
    book = openpyxl.load_workbook(io.BytesIO(data))

    lists = {str(each.sqref): each.formula1 for each in book["表"].data_validations.dataValidation}

    assert lists == {"A2:A2001": '"电力,机械"', "B2:B2001": "'选项'!$A$1:$BH$1"}
    assert book["选项"].sheet_state == "hidden"
    assert book["选项"]["BH1"].value == "蜀江省第59市总工会"
    assert [cell.value for cell in book["示例"][2]] == ["电力", "蜀江省第1市总工会"]


def test_numbers_and_dates_of_other_programs_become_plain_text() -> None:
    data = foreign(
        A1=3, B1=3.5, C1=dt.date(2026, 7, 9), D1=dt.datetime(2026, 7, 9, 8, 30), E1=True,
        F1=1e-7, G1="007", H1=-0.0, I1=dt.time(8, 30),
    )  # fmt: skip

    assert read_rows(data).rows[0].cells == [
        "3", "3.5", "2026-07-09", "2026-07-09 08:30:00", "TRUE",
        "0.0000001", "007", "0", "08:30:00",
    ]  # fmt: skip


def test_rows_keep_the_numbers_that_excel_shows() -> None:
    rows = read_rows(foreign(B3="姓名", B7="张三")).rows

    assert [(row.number, row.cells) for row in rows] == [(3, ["", "姓名"]), (7, ["", "张三"])]


def test_an_id_number_that_excel_has_rounded_is_a_fault() -> None:
    found = read_rows(foreign(A1="姓名", B1="身份证号", A2="张三", B2=110101199003071234))

    assert found.faults == [CellFault(2, "B", "cell.digits_lost")]


def with_errors(*cells: str, **values: object) -> bytes:
    """A workbook as another program writes it, where these cells show a formula error."""
    book = openpyxl.load_workbook(io.BytesIO(foreign(**values)))
    for cell in cells:
        book.active[cell] = "#REF!"
        book.active[cell].data_type = "e"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_cell_with_an_error_is_one_fault_among_others() -> None:
    data = with_errors("A2", "B3", A1="姓名", C1="赛道", B1="身份证号", C2="航天", A3="李四")

    found = read_records(read_rows(data), COLUMNS).faults

    assert [(each.row, each.column, each.code) for each in found] == [
        (2, "A", "cell.error"),
        (2, "C", "cell.choice"),
        (3, "B", "cell.error"),
    ]


def test_an_error_on_a_sheet_that_is_not_read_is_none() -> None:
    book = openpyxl.load_workbook(io.BytesIO(foreign(A1="姓名", A2="张三")))
    book.create_sheet("计算")["C5"] = "#N/A"
    book["计算"]["C5"].data_type = "e"
    out = io.BytesIO()
    book.save(out)

    found = read_rows(out.getvalue())

    assert (found.faults, [row.cells for row in found.rows]) == ([], [["姓名"], ["张三"]])


def test_a_cell_far_out_is_refused_before_a_grid_is_built() -> None:
    data = workbook_bytes(table([["张三", "1", "电力"]]))

    far_down = edited(data, b'r="A2"', b'r="A1048576"')
    far_right = edited(data, b'r="A2"', b'r="XFD2"')

    assert refusal(far_down).code == "table.too_many_rows"
    assert refusal(far_right).code == "table.too_many_columns"
    assert refusal(data, cells=5).code == "table.too_big"


@pytest.mark.parametrize(
    "address",
    [
        b"",
        b"r='A1048576'",
        b'r="a2"',
        b'r="&#65;2"',
        b"""x='r="A2" ' r='A1048576'""",
        b"""x=' r="A2"' r="A1048576\"""",
        b"""x='>' r="A1048576\"""",
    ],
)
def test_a_cell_whose_address_cannot_be_measured_is_refused(address: bytes) -> None:
    data = workbook_bytes(table([["张三", "1", "电力"]]))

    assert refusal(edited(data, b'r="A2"', address)).code == "table.unreadable"


@pytest.mark.parametrize("prefix", ["x", "x-y", "x.y", "x/y", "表", "x\x0c", 'x"', ""])
def test_a_cell_far_out_is_found_under_any_prefix(prefix: str) -> None:
    data = workbook_bytes(table([["张三", "1", "电力"]]))

    far_down = edited(data, b'<c r="A2"', f'<{prefix}:c r="A1048576"'.encode())

    assert refusal(far_down).code == "table.too_many_rows"


@pytest.mark.parametrize("more", [b't="e"', b"></c><f>1</f"], ids=["error", "formula"])
def test_a_cell_with_addresses_without_end_is_refused_at_once(more: bytes) -> None:
    data = workbook_bytes(table([["张三", "1", "电力"]]))

    endless = edited(data, b'r="A2"', b'r="A2" ' * 200_000 + more)

    assert refusal(endless).code == "table.unreadable"


def test_lists_of_merged_cells_without_end_are_read_at_once() -> None:
    data = workbook_bytes(table([["张三", "1", "电力"]]))

    endless = edited(data, b"</sheetData>", b"</sheetData>" + b"<mergeCells>" * 200_000)

    assert refusal(endless).code == "table.unreadable"


def test_a_cell_far_out_is_not_moved_there_by_its_error() -> None:
    data = with_errors("A2", A1="姓名", B1="赛道")

    far_down = edited(data, b'r="A2"', b'r="A2" x-r="A1048576"')

    assert refusal(far_down).code == "table.too_many_rows"


def test_one_long_text_behind_many_cells_is_refused() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number in range(399):
        sheet.write_string(number, 0, "长" * 20_000)
    book.close()

    assert refusal(out.getvalue(), text_bytes=5_000_000).code == "table.too_big"
    assert len(read_rows(out.getvalue()).rows) == 399


@pytest.mark.parametrize(
    "hiding",
    [
        b"<!--<si/>-->",
        b"<?x > <si/> ?>",
        b"""<x y='<si/>'/>""",
        b"""<x y="> <si/> "/>""",
    ],
)
def test_a_long_text_behind_feigned_ones_is_refused(hiding: bytes) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number in range(399):
        sheet.write_string(number, 0, "长" * 20_000)
    book.close()

    feigned = edited(out.getvalue(), b"<si>", hiding + b"<si>", part="sharedStrings.xml")

    assert refusal(feigned, text_bytes=5_000_000).code == "table.unreadable"


def test_texts_of_another_part_do_not_hide_long_ones() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write_column(0, 0, ["长" * 20_000] * 399)
    book.close()

    decoy = edited(out.getvalue(), b"<Types", b"<si/><si/><Types", part="[Content_Types].xml")

    assert refusal(decoy, text_bytes=5_000_000).code == "table.too_big"


def test_a_zip_bomb_is_refused_by_what_it_unpacks_to() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    assert len(out.getvalue()) < 40_000

    assert refusal(out.getvalue(), unpacked_bytes=20_000_000).code == "table.too_big"


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(workbook_bytes(table([["张三", "1", "电力"]])))
    name = b"xl/worksheets/sheet1.xml"
    central = data.rindex(name) - 46
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")

    assert refusal(bytes(data)).code == "table.unreadable"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table.empty"),
        (b"\n\n,,\n", "table.empty"),
        (b"PK\x03\x04 broken", "table.unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "table.old_excel"),
        (b"\xff\xff\xff", "table.encoding"),
        (b"a\x00b", "table.encoding"),
        (b'"' + b"x" * 200_000, "table.unreadable"),
    ],
)
def test_files_that_hold_no_table_are_refused(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_limits_hold_for_csv_too() -> None:
    assert refusal(b"a\n" * 11, rows=10).code == "table.too_many_rows"
    assert refusal(b"a,b,c\n", columns=2).code == "table.too_many_columns"
    assert refusal(b"a" * 100, file_bytes=99).code == "table.too_big"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_any_usual_make_is_read(delimiter: str, encoding: str) -> None:
    text = f'姓名{delimiter}"单位,简称"{delimiter}备注\r\n张䶮{delimiter}甲{delimiter}"两\n行"\r\n'

    rows = read_rows(text.encode(encoding)).rows

    assert [(row.number, row.cells) for row in rows] == [
        (1, ["姓名", "单位,简称", "备注"]),
        (2, ["张䶮", "甲", "两\n行"]),
    ]


def test_columns_are_found_by_header_in_any_order_and_under_a_title() -> None:
    data = "报名表,,\nTrack,姓 名*,身份证号（选填）\n电力,张三,1101\n".encode()

    found = read_records(read_rows(data), COLUMNS)

    assert found.faults == []
    assert [
        (record.row, *(record.text(key) for key in ("track", "name", "id_number", "other")))
        for record in found.records
    ] == [(3, "电力", "张三", "1101", "")]
    assert found.letters == {"track": "A", "name": "B", "id_number": "C"}


def test_header_faults_name_the_columns() -> None:
    data = "身份证号,备注,身份证号\n1,2,3\n".encode()

    found = read_records(read_rows(data), COLUMNS)

    assert found.records == []
    assert found.faults == [
        CellFault(1, "B", "table.unknown_column", {"header": "备注", "letter": "B"}),
        CellFault(1, "C", "table.duplicate_column", {"header": "身份证号", "first": "A"}),
        CellFault(1, "", "table.missing_column", {"header": "姓名"}),
    ]


def test_cell_faults_come_in_the_order_of_the_sheet() -> None:
    data = "姓名,身份证号,赛道\n,1,水利\n李四,,电力\n 　,2,\n".encode()

    found = read_records(read_rows(data), COLUMNS)

    assert [(fault.row, fault.column, fault.code) for fault in found.faults] == [
        (2, "A", "cell.required"),
        (2, "C", "cell.choice"),
        (4, "A", "cell.required"),
    ]


def test_a_table_without_any_known_header_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        read_records(read_rows("甲,乙\n1,2\n".encode()), COLUMNS)

    assert refused.value.code == "table.no_header"


@given(number=st.integers(0, 16_383))
@settings(derandomize=True, max_examples=100)
def test_column_letters_count_as_excel_does(number: int) -> None:
    assert column_number(column_letter(number)) == number
    assert [column_letter(each) for each in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def sheet(fill, *rows: list[object]) -> bytes:
    """A workbook as another program makes it, with something done to its first sheet."""
    book = openpyxl.Workbook()
    for row in (["姓名", "赛道"], *rows):
        book.active.append(row)
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_cells_below_the_header_are_faults_and_titles_above_are_not() -> None:
    def merge(book) -> None:
        book.active.insert_rows(1)
        book.active["A1"] = "汇总表"
        book.active.merge_cells("A1:B1")
        book.active.merge_cells("B3:B4")

    found = read_records(read_rows(sheet(merge, ["甲", "电力"], ["乙", "电力"])), COLUMNS)

    assert [(each.row, each.column, each.code, each.values) for each in found.faults] == [
        (3, "B", "cell.merged", {"range": "B3:B4"})
    ]


def test_the_first_sheet_that_is_shown_is_read() -> None:
    def hide(book) -> None:
        book.create_sheet("参数", 0)["A1"] = "x"
        book["参数"].sheet_state = "hidden"

    assert body(sheet(hide, ["甲", "电力"])) == [["甲", "电力"]]


def test_a_formula_without_a_result_is_refused_by_its_address() -> None:
    def formula(book) -> None:
        book.active["B2"] = '=A2&"力"'

    refused = refusal(sheet(formula, ["甲", ""]))

    assert (refused.code, refused.values) == ("table.formula_cell", {"cell": "B2"})


def test_a_formula_with_a_result_is_read_as_its_result() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["姓名", "赛道"])
        page.write_formula(1, 0, '="甲"', value="甲")
        page.write_formula(1, 1, "=1+1", value=2)

    assert body(out.getvalue()) == [["甲", "2"]]


def test_formats_without_content_do_not_count() -> None:
    def colour(book) -> None:
        for row in range(3, 400):
            for column in range(1, 30):
                book.active.cell(row, column).font = openpyxl.styles.Font(bold=True)

    data = sheet(colour, ["甲", "电力"])

    found = read_rows(data, limits=Limits(rows=10, columns=5, cells=100))
    assert [row.cells[:2] for row in found.rows] == [["姓名", "赛道"], ["甲", "电力"]]


def test_a_web_page_is_no_table() -> None:
    assert (
        refusal(b"\r\n<html><table><tr><td>a</td></tr></table></html>").code == "table.unreadable"
    )


def test_a_mark_before_a_file_in_gb18030_is_no_part_of_the_first_header() -> None:
    assert read_rows("\ufeff姓名,赛道\n甲,电力".encode("gb18030")).rows[0].cells[0] == "姓名"
