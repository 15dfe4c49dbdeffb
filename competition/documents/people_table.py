"""People as an Excel table. Its words are part of the format, so they stay Chinese everywhere."""

from collections.abc import Iterable, Sequence

from competition.documents.tables.values import Column
from competition.documents.tables.write import Table

ROLES = {
    "组织方": "organiser",
    "形式审查员": "form_reviewer",
    "评委": "judge",
    "评审组长": "chief_judge",
    "监督员": "supervisor",
    "申报人": "entrant",
}
ROLE_WORDS = {code: word for word, code in ROLES.items()}
COLUMNS = (
    Column("name", "姓名", required=True, width=14, aliases=("Name",)),
    Column("role", "角色", required=True, choices=tuple(ROLES), width=14, aliases=("Role",)),
    Column("unit", "单位", width=32, aliases=("单位代码", "单位名称", "Organisation")),
    Column("title", "职务", width=20, aliases=("职务或职称", "Title")),
    Column("login", "登录名", width=18, aliases=("Login",)),
    Column("phone", "手机", width=16, aliases=("手机号", "手机号码", "Phone")),
    Column("email", "邮箱", width=26, aliases=("电子邮箱", "E-mail")),
)
EXAMPLES = (
    ("李䶮", "评委", "SJ0101", "高级工程师", "", "13800138000", ""),
    ("欧阳明", "评审组长", "蜀江省总工会", "教授", "ouyang.ming", "", "ouyang@example.com"),
    ("王小川", "组织方", "SJ01", "经济技术部副部长", "wang.xiaochuan", "", ""),
)


def people_table(rows: Iterable[Sequence[str]]) -> Table:
    """Participants as a table that can be imported again; phones and addresses are left blank.

    Args:
        rows: name, role word, unit code, title, login, phone, e-mail.
    """
    return Table(title="人员", columns=COLUMNS, rows=rows)


def people_template() -> Table:
    """The empty table with examples on a second sheet and a drop-down list of roles."""
    return Table(title="人员", columns=COLUMNS, rows=(), examples=EXAMPLES)
