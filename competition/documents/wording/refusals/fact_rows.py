"""Refusals about files of facts: rows of entries, judges, marks, items, events, decisions."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "rows.needed": _l("这里缺少“%(column)s”，请填写。"),
    "rows.id_twice": _l("“%(text)s”出现了两次，第一次在 %(first)s，请删去一处。"),
    "rows.item_twice": _l("“%(text)s”在同一范围内出现了两次，请删去一处。"),
    "rows.entry": _l("项目“%(text)s”不在项目表中，请核对。"),
    "rows.judge": _l("评委“%(text)s”不在评委表中，请核对。"),
    "rows.stage": _l("计分规则中没有阶段“%(text)s”，可填：%(known)s。"),
    "rows.stage_needed": _l("计分规则有几个阶段，请写明是哪一个：%(known)s。"),
    "rows.criterion": _l("评分细则中没有“%(text)s”，可填：%(known)s。"),
    "rows.member_needed": _l("请写明属于哪个“%(axis)s”。"),
    "rows.member": _l("计分规则的“%(axis)s”中没有“%(text)s”，可填：%(known)s。"),
    "rows.axis": _l("阶段“%(stage)s”的打分不分“%(axis)s”，请删去。"),
    "rows.axis_unknown": _l("计分规则中没有“%(axis)s”这个维度，可填：%(known)s。"),
    "rows.mark_twice": _l("评委“%(judge)s”对项目“%(entry)s”的这一项已有分数，请只保留一处。"),
    "rows.sheet_and_mark": _l(
        "评委“%(judge)s”对项目“%(entry)s”的整份评分表已写明状态，不能再有单项分数。"
    ),
    "rows.marks_and_state": _l("状态为“%(state)s”的评分表不能有分数，请删去其一。"),
    "rows.state": _l("状态“%(text)s”不可用，可填：%(known)s。"),
    "rows.value_and_state": _l("状态为“%(state)s”时不能有分数 %(text)s，请删去其一。"),
    "rows.step": _l("这一部分的计分规则没有名为“%(text)s”的步骤，可填：%(known)s。"),
    "rows.decision": _l("决定的种类“%(text)s”不可用，可填：%(known)s。"),
    "rows.places": _l("名额“%(text)s”应为整数。"),
    "rows.date": _l("日期“%(text)s”应写成 2026-03-05 这样。"),
    "rows.key": _l("没有“%(key)s”这一项，可用：%(known)s。"),
    "rows.not_list": _l("这里应为列表。"),
    "rows.not_object": _l("这里应为对象（键和值）。"),
    "rows.not_text": _l("这里应为文字，小数也请写成带引号的文字。"),
    "rows.schema": _l(
        "schema 应为 1（分数是整数，同核验文件）或 2（分数照原样写），现为 %(schema)s。"
    ),
    "folder.no_marks": _l("文件夹里没有 %(file)s，请放入评分数据。"),
    "folder.not_empty": _l("文件夹 %(folder)s 里已有文件，请换一个空文件夹。"),
    "json.broken": _l("不是可读的 JSON 文件：第 %(line)s 行第 %(column)s 列，%(problem)s。"),
    "json.encoding": _l("不是 UTF-8 编码的 JSON 文件。"),
    "json.not_object": _l("这个 JSON 文件应以一个对象开头。"),
    "json.key_twice": _l("JSON 里“%(key)s”写了两次，请只保留一处。"),
    "json.no_facts": _l("这个 JSON 文件里没有计分数据。"),
}
