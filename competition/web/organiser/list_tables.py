"""Lists of a competition as Excel tables: judges, progress, results, awards, certificates."""

from typing import Any

from flask_babel import gettext as _

from competition.domain.access import Role
from competition.models import Competition, ResultVersion, Stage
from competition.services.exchange import lists
from competition.web.access import allow, me
from competition.web.importing import send_table
from competition.web.organiser.room import room


@room.post("/competitions/<int:competition_id>/judges/export")
@allow(Role.ORGANISER, on=Competition)
def judges_export(competition: Competition) -> Any:
    """The judges in office."""
    return send_table(lists.export_judges(me(), competition), _("评委名单"))


@room.post("/stages/<int:stage_id>/board/export")
@allow(Role.ORGANISER, on=Stage)
def board_export(stage: Stage) -> Any:
    """Who has scored how much in a stage."""
    return send_table(lists.export_board(me(), stage), _("评审进度"))


@room.post("/results/<int:result_version_id>/export")
@allow(Role.ORGANISER, on=ResultVersion)
def standings_export(result_version: ResultVersion) -> Any:
    """A result version in rows."""
    return send_table(lists.export_standings(me(), result_version), _("成绩与排名"))


@room.post("/results/<int:result_version_id>/awards/export")
@allow(Role.ORGANISER, on=ResultVersion)
def awards_export(result_version: ResultVersion) -> Any:
    """The winners of a result version."""
    return send_table(lists.export_awards(me(), result_version), _("获奖名单"))


@room.post("/competitions/<int:competition_id>/certificates/export")
@allow(Role.ORGANISER, on=Competition)
def certificates_export(competition: Competition) -> Any:
    """The register of certificates."""
    return send_table(lists.export_certificates(me(), competition), _("证书登记"))
