"""Names of codes as people read them: roles, kinds of organisations."""

from flask_babel import lazy_gettext as _l

ROLE_NAMES = {
    "administrator": _l("系统管理员"),
    "organiser": _l("组织方"),
    "form_reviewer": _l("形式审查员"),
    "recommender": _l("推荐单位经办人"),
    "judge": _l("评委"),
    "chief_judge": _l("评审组长"),
    "tabulator": _l("计分员"),
    "entrant": _l("申报人"),
    "supervisor": _l("监督员"),
}
ZONE_NAMES = {
    "Asia/Shanghai": _l("北京时间"),
    "Asia/Urumqi": _l("乌鲁木齐时间"),
    "Asia/Hong_Kong": _l("香港时间"),
    "Asia/Macau": _l("澳门时间"),
    "UTC": _l("世界协调时"),
}
UNIT_KIND_NAMES = {
    "national": _l("全国总工会"),
    "provincial": _l("省级总工会"),
    "municipal": _l("市级总工会"),
    "county": _l("县级总工会"),
    "industry_union": _l("产业工会"),
    "enterprise_union": _l("企业工会"),
    "site_union": _l("项目（工地）工会"),
}
