"""Files of entries for tests, made like the ones that organisers send."""

from competition.documents.entry_table import entry_table, field_key, member_key
from competition.documents.tables.write import Table, csv_bytes, workbook_bytes
from competition.models import Competition, database
from competition.services.exchange.layout import form_versions, layout_of

ANSWERS = {
    "kind": "装备与工具研制",
    "completed_on": "2025年11月20日",
    "summary": "在不停电的条件下判断操作机构的健康状态。",
    "problem": "停电检测影响供电。",
    "novelty": "1. 非接触取样\n2. 现场判别",
    "technology": "振动信号与电流信号联合判别。",
    "application": "已在 12 座变电站应用。",
    "economic_benefit": "286.5",
    "rights": "授权发明专利、计算机软件著作权",
    "prospects": "可用于同类断路器。",
    "contact": "林则徐",
    "contact_phone": "028-88886666",
}


def row(title: str, *members: str, **texts: str) -> dict[str, str]:
    """One row of the entry table: sound, unless `texts` says otherwise.

    Args:
        members: names.
        texts: by column key, dots written as ``__``.
    """
    made = {field_key(key): text for key, text in ANSWERS.items()}
    made |= {
        "track": "电力",
        "unit": "蜀江电力检修公司",
        field_key("title"): title,
        **{member_key(place, "name"): name for place, name in enumerate(members or ("张㛃",), 1)},
    }
    return made | {key.replace("__", "."): text for key, text in texts.items()}


def table_of(competition: Competition, *rows: dict[str, str], members: int = 0) -> Table:
    """Rows as the competition's entry table."""
    session = database.session
    versions = form_versions(session, competition)
    layout = layout_of(session, competition, versions, members=members)
    return entry_table(layout, rows)


def workbook(competition: Competition, *rows: dict[str, str]) -> bytes:
    """Rows as an Excel file."""
    return workbook_bytes(table_of(competition, *rows))


def comma_file(competition: Competition, *rows: dict[str, str]) -> bytes:
    """Rows as a CSV file in GB18030."""
    return csv_bytes(table_of(competition, *rows), encoding="gb18030")
