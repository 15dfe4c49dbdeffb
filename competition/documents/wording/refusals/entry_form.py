"""Refusals of an entry form's definition, for the organiser who edits it."""

from flask_babel import lazy_gettext as _l

TEXTS = {
    "form.no_fields": _l("申报表还没有任何填写项，请至少添加成果名称。"),
    "form.too_many_fields": _l("申报表最多 %(most)s 个填写项，请减少。"),
    "form.title_missing": _l("申报表必须有一个必填的名称项（文本，代号 title）。"),
    "form.duplicate_key": _l("代号“%(key)s”重复，请换一个。"),
    "form.key": _l("代号只能用小写英文字母、数字和下划线，以字母开头，最多 40 个字符。"),
    "form.label": _l("请填写这一项的名称。"),
    "form.type": _l("没有“%(type)s”这种类型，请从列表中选择。"),
    "form.shape": _l("“%(property)s”的值不对，请修改。"),
    "form.property_unknown": _l("填写项没有“%(property)s”这个属性，请删去。"),
    "form.limit_missing": _l("请给出字数上限。"),
    "form.limit_unused": _l("这种类型没有数量上限，请删去上限。"),
    "form.formats_missing": _l("请选择允许上传的文件格式。"),
    "form.format_unknown": _l("不支持文件格式“%(format)s”，可选 pdf、jpeg、png。"),
    "form.audiences_missing": _l("请选择哪些人可以看到这一项。"),
    "form.audience_unknown": _l("没有“%(audience)s”这类查看者，请从列表中选择。"),
    "form.phone_shown": _l("电话号码不能对盲评评委和社会公开，请取消勾选。"),
    "form.blind_organisation": _l("单位项不能对盲评评委显示，请取消勾选。"),
    "form.choices_few": _l("请至少给出两个选项。"),
    "form.choices_unused": _l("这种类型不需要选项，请删去选项。"),
    "form.choice_repeated": _l("选项“%(choice)s”重复，请修改。"),
    "form.bounds": _l("最小值 %(minimum)s 大于最大值 %(maximum)s，请修改。"),
    "form.unit_missing": _l("请填写金额的单位，例如万元。"),
}
