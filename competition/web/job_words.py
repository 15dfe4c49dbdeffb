"""Jobs in words: what is being done, how far it is, why it stopped."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import TEXTS, refusal_text
from competition.domain.refusal import Refusal
from competition.models import Job
from competition.services.certificates import archives, issuing
from competition.services.job_rows import is_stalled
from competition.services.judging import matching
from competition.services.rehearsal import running
from competition.services.results import sheet_files, trust_ranks

STATES = {"ready": "waiting", "running": "running", "done": "done", "failed": "failed"}
SHAPES = {"ready": "todo", "running": "draft", "done": "ok", "failed": "stop"}


@dataclass(frozen=True, slots=True)
class JobWords:
    """A job for its page.

    Args:
        title: what is being done.
        back: (words, address) of the page that it belongs to.
        then: (words, address) of what is to be done when it is finished, if anything.
    """

    title: str
    back: tuple[str, str]
    then: tuple[str, str] | None


def job_words(job: Job) -> JobWords:
    """Title and doors of a job."""
    event = job.competition_id
    if job.kind == issuing.JOB:
        door = url_for("organiser.certificates", competition_id=event)
        return JobWords(_("发放证书"), (_("证书发放"), door), (_("查看证书"), door))
    if job.kind == archives.JOB:
        door = url_for("organiser.certificates", competition_id=event)
        file = url_for("organiser.archive_file", job_id=job.id)
        return JobWords(_("打包证书"), (_("证书发放"), door), (_("下载证书包"), file))
    if job.kind == matching.JOB:
        door = url_for("organiser.matching", stage_id=job.arguments["stage"])
        return JobWords(_("计算优化分配方案"), (_("优化分配"), door), (_("查看方案"), door))
    if job.kind == running.JOB:
        door = url_for("organiser.rehearsal", competition_id=event)
        return JobWords(_("进行演练"), (_("演练进度"), door), (_("查看演练"), door))
    if job.kind == sheet_files.JOB:
        door = url_for("organiser.result", result_version_id=job.arguments["result"])
        file = url_for("organiser.sheets_file", job_id=job.id)
        return JobWords(_("生成全部计分单"), (_("成绩版本"), door), (_("下载全部计分单"), file))
    if job.kind == trust_ranks.JOB:
        door = url_for(
            "organiser.trust",
            result_version_id=job.arguments["result"],
            part=job.arguments["part"],
            track=job.arguments["group"],
        )
        return JobWords(_("计算名次范围"), (_("评分可信度"), door), (_("查看名次范围"), door))
    home = (
        (_("概况"), url_for("organiser.overview", competition_id=event))
        if event is not None
        else (_("竞赛"), url_for("organiser.competitions"))
    )
    return JobWords(_("办理任务"), home, None)


def progress_words(job: Job) -> str:
    """How far the job is, or why it stopped."""
    if job.state == "failed":
        return failure_words(job)
    if job.state == "done":
        told = _("已完成，共 %(n)s 项。", n=job.total) if job.total else _("已完成。")
    elif is_stalled(job):
        told = _(
            "办理中断，将自动继续。已完成 %(done)s / %(total)s", done=job.done, total=job.total
        )
    elif job.state == "running":
        told = _("已完成 %(done)s / %(total)s", done=job.done, total=job.total)
    elif job.outcome.get("code"):
        told = _("上次没有完成，稍后自动重试。")
    else:
        told = _("等待办理，共 %(n)s 项。", n=job.total) if job.total else _("等待办理。")
    return str(told)


def failure_words(job: Job) -> str:
    """The refusal that stopped the job, in words."""
    code = job.outcome.get("code", "job.broken")
    values = job.outcome.get("values", {})
    if code not in TEXTS:
        code, values = "job.broken", {}
    return refusal_text(Refusal(code, **values))


def job_state(job: Job) -> dict[str, Any]:
    """What a page that waits for the job asks for."""
    then = job_words(job).then
    return {
        "state": "waiting" if is_stalled(job) else STATES[job.state],
        "done": job.total if job.state == "done" else job.done,
        "total": job.total,
        "words": progress_words(job),
        **({"url": then[1]} if then and job.state == "done" else {}),
    }
