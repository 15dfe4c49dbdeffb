"""What was exported and is imported elsewhere is the same, whatever people write."""

from typing import Any

from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from competition.documents.entry_table import field_key, member_key
from competition.documents.tables.write import csv_bytes, workbook_bytes
from competition.models import Competition
from competition.services.exchange.entry_export import export_entries
from competition.services.exchange.entry_import import import_entries
from competition.services.exchange.entry_plan import plan_entries
from competition.services.principal import Principal
from tests.entry_factories import open_contest
from tests.exchange_factories import table_of, workbook
from tests.factories import Make

AWKWARD = st.text(
    st.one_of(
        st.sampled_from("=+-@'\"，、；;,\t 0e_x䶮㛃𬭎é́　＝ｘ。%\\N"),
        st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn")),
    ),
    min_size=1,
    max_size=12,
)
LINES = st.lists(AWKWARD, min_size=1, max_size=3).map("\n".join)
NAMES = st.one_of(st.sampled_from(["李䶮", "欧阳·娜娜", "𬭎 O'Neil", "=王"]), st.just(""))
ID_NUMBER = "51010619900307211X"
GIVEN = ("number", "state", "submitted", "papers")


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    row = {
        "unit": draw(AWKWARD),
        "kind": draw(st.sampled_from(["成果", "团队"])),
        "track": draw(st.sampled_from(["电力", "化工", ""])),
        field_key("title"): draw(AWKWARD),
        field_key("summary"): draw(LINES),
        field_key("application_units"): draw(AWKWARD),
        field_key("rights"): draw(
            st.sampled_from(["", "授权发明专利", "标准或规程、授权发明专利"])
        ),
        field_key("economic_benefit"): draw(st.sampled_from(["", "0", "1234567.8", "0.05"])),
        field_key("completed_on"): draw(st.sampled_from(["", "2025-11-20", "2025年1月2日"])),
    }
    for place in range(1, draw(st.integers(1, 3)) + 1):
        name = draw(NAMES)
        if name:
            row[member_key(place, "name")] = name
            row[member_key(place, "unit")] = draw(AWKWARD)
            row[member_key(place, "duty")] = draw(AWKWARD)
            row[member_key(place, "phone")] = draw(st.sampled_from(["", "13800138000"]))
            row[member_key(place, "id_number")] = draw(st.sampled_from(["", ID_NUMBER]))
    return row


def exported(organiser: Principal, competition: Competition) -> list[dict[str, str]]:
    table = export_entries(organiser, competition, personal=True, purpose="核对")
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def without_given(found: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{key: text for key, text in row.items() if key not in GIVEN} for row in found]


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(rows(), min_size=1, max_size=4), st.sampled_from(["xlsx", "utf-8", "gb18030"]))
def test_export_then_import_is_the_identity(
    app: Flask, made: list[dict[str, str]], form: Any
) -> None:
    organiser, first = open_contest(Make())
    second_organiser, second = open_contest(Make())
    assume(not plan_entries(first, workbook(first, *made), state="draft").faults)
    import_entries(organiser, first, workbook(first, *made), state="draft")
    before = without_given(exported(organiser, first))
    table = table_of(second, *before)
    content = workbook_bytes(table) if form == "xlsx" else csv_bytes(table, encoding=form)

    import_entries(second_organiser, second, content, state="draft")

    assert without_given(exported(second_organiser, second)) == before
    again = plan_entries(
        first,
        workbook_bytes(export_entries(organiser, first)),
        state="submitted",
    )
    assert (again.new, again.known, again.faults) == ([], len(before), [])
