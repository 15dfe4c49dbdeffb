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
    "township": _l("乡镇（街道、园区）工会"),
    "industry_union": _l("产业工会"),
    "enterprise_union": _l("企业工会"),
    "site_union": _l("项目（工地）工会"),
}
INDUSTRY_NAMES = {
    "A": _l("农、林、牧、渔业"),
    "B": _l("采矿业"),
    "C": _l("制造业"),
    "D": _l("电力、热力、燃气及水生产和供应业"),
    "E": _l("建筑业"),
    "F": _l("批发和零售业"),
    "G": _l("交通运输、仓储和邮政业"),
    "H": _l("住宿和餐饮业"),
    "I": _l("信息传输、软件和信息技术服务业"),
    "J": _l("金融业"),
    "K": _l("房地产业"),
    "L": _l("租赁和商务服务业"),
    "M": _l("科学研究和技术服务业"),
    "N": _l("水利、环境和公共设施管理业"),
    "O": _l("居民服务、修理和其他服务业"),
    "P": _l("教育"),
    "Q": _l("卫生和社会工作"),
    "R": _l("文化、体育和娱乐业"),
    "S": _l("公共管理、社会保障和社会组织"),
    "T": _l("国际组织"),
}
