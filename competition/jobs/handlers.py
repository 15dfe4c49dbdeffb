"""Which service does which kind of job. Repeating a handler must not repeat its effect."""

from collections.abc import Callable
from typing import Any

from competition.models import Job
from competition.services.certificates import archives, issuing
from competition.services.judging import matching
from competition.services.people import mailing
from competition.services.rehearsal import running
from competition.services.results import sheet_files, trust_ranks

Handler = Callable[[Job], dict[str, Any]]

HANDLERS: dict[str, Handler] = {
    issuing.JOB: issuing.issue_job,
    archives.JOB: archives.archive_job,
    running.JOB: running.run_job,
    matching.JOB: matching.plan_job,
    mailing.KIND: mailing.send_link,
    sheet_files.JOB: sheet_files.sheets_job,
    trust_ranks.JOB: trust_ranks.trust_job,
}
