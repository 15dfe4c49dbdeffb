"""The words of the checklist: what each line asks for, and why."""

from flask_babel import lazy_gettext as _l

WHAT = {
    "name.approved": _l("填写批准文号，或修改名称：%(words)s"),
    "tracks.present": _l("设置赛道"),
    "form.valid": _l("完善申报表"),
    "declarations.present": _l("设置申报声明"),
    "stages.entry": _l("设置申报阶段"),
    "stages.marking": _l("设置评审阶段"),
    "stage.dates": _l("填写“%(stage)s”的起止时间"),
    "stage.order": _l("核对“%(stage)s”的时间先后"),
    "stage.criteria": _l("设置“%(stage)s”的评分指标"),
    "stage.panels": _l("为“%(stage)s”设置评审组"),
    "stage.judges": _l("为“%(stage)s”邀请评委"),
    "rules.present": _l("设置计分规则"),
    "rules.valid": _l("改正计分规则中的问题"),
    "awards.present": _l("设置奖项等级和名额"),
    "organisers.two": _l("增加第二位组织方人员或评审组长"),
    "form_reviewers.present": _l("指定形式审查人员"),
    "certificate.number": _l("设置证书编号前缀"),
    "certificate.wording": _l("填写证书文字"),
    "certificate.seal": _l("上传印章图样"),
    "public_url.present": _l("配置系统的公开网址"),
    "rehearsal.completed": _l("完成一次演练"),
}

WHY = {
    "name.approved": _l("名称中有“全国”“国家级”等字样的竞赛须经批准，未经批准的不得使用。"),
    "tracks.present": _l("同一赛道的项目在一起排名，没有赛道就无法申报。"),
    "form.valid": _l("申报表有问题时，申报人无法提交。"),
    "declarations.present": _l("提交时需要申报人作出真实性、不涉密和个人信息方面的声明。"),
    "stages.entry": _l("没有申报阶段，申报人没有地方填写。"),
    "stages.marking": _l("没有评审阶段，项目无法评分。"),
    "stage.dates": _l("系统按起止时间受理和提醒，截止时间以服务器时钟为准。"),
    "stage.order": _l("结束应晚于开始，后面的阶段不应早于前面的阶段开始。"),
    "stage.criteria": _l("没有评分指标，评委无法打分。"),
    "stage.panels": _l("评审组决定哪些评委评哪些项目，可以在评审开始前再设置。"),
    "stage.judges": _l("评委需要时间登录并申报利害关系，宜早邀请。"),
    "rules.present": _l("第一份评分提交后，该阶段的规则就会冻结，须事先定好。"),
    "rules.valid": _l("规则有问题时无法计算成绩。"),
    "awards.present": _l("没有奖项等级和名额，成绩只能排名，不能授奖。"),
    "organisers.two": _l(
        "公布成绩、撤回成绩和撤销证书须由两人办理，且账号不能由对方创建。请由系统管理员或上级单位添加。"
    ),
    "form_reviewers.present": _l("没有形式审查人员时，由组织方自己审查。"),
    "certificate.number": _l("证书编号一经使用不再重复，须在发证前确定。"),
    "certificate.wording": _l("没有证书文字就不能生成证书。"),
    "certificate.seal": _l("没有印章图样，证书上只有单位名称。"),
    "public_url.present": _l("证书和邀请单上的二维码需要公开网址，没有配置就不能发证。"),
    "rehearsal.completed": _l("演练会用虚构的项目走完全部流程，能在开始前发现设置上的问题。"),
}
