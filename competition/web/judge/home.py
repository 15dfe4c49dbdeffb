"""The judge's list: what is to be scored, in the order of presentation, the next one on top."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.judging import TASK_STATES
from competition.domain.access import Role
from competition.models import Assignment
from competition.services.judging.conflicts import undeclared
from competition.services.judging.tasks import (
    StageWork,
    Task,
    next_task,
    stage_of,
    stages_of_judge,
    tasks_of_judge,
)
from competition.web.access import allow, enter_competition, me
from competition.web.judge.room import room

OPEN_STATES = frozenset({"none", "draft", "changed"})
SHOWS = ("all", "open", "done")


@room.get("/")
@allow(Role.JUDGE, Role.CHIEF_JUDGE)
def home() -> Any:
    """The judge's entries of one stage, with progress."""
    works = stages_of_judge(me())
    work = chosen(works)
    if work is None:
        return render_template("judge/nothing.html", undeclared=undeclared(me()))
    enter_competition(work.stage)
    tasks = tasks_of_judge(me(), work.stage)
    show = request.args.get("show", "all")
    show = show if show in SHOWS else "all"
    upcoming = next_task(tasks) if work.stage.state == "open" else None
    return render_template(
        "judge/home.html",
        works=works,
        work=work,
        show=show,
        counts=counts(tasks),
        rows=[line(task, upcoming) for task in tasks if is_shown(task, show)],
        upcoming=upcoming,
        panels=_("、").join(dict.fromkeys(task.panel for task in tasks if task.panel)),
        undeclared=undeclared(me()),
    )


@room.get("/assignments/<int:assignment_id>/next")
@allow(Role.JUDGE, on=Assignment, by_service=True)
def next_sheet(assignment_id: int) -> Any:
    """From a submitted sheet to the next one that waits, or back to the list."""
    stage = stage_of(me(), assignment_id)
    if stage is None:
        abort(404)
    tasks = tasks_of_judge(me(), stage)
    here = next((task.n for task in tasks if task.assignment_id == assignment_id), 0)
    following = next_task(tasks, after=here)
    if following is None or stage.state != "open":
        return redirect(url_for("judge.home", stage=stage.id))
    return redirect(url_for("judge.score_sheet", assignment_id=following.assignment_id))


def chosen(works: list[StageWork]) -> StageWork | None:
    """The stage that the address names, else the first one with something left, else the first."""
    asked = request.args.get("stage", "")
    for work in works:
        if str(work.stage.id) == asked:
            return work
    waiting = [work for work in works if work.stage.state == "open" and work.done < work.due]
    return next(iter(waiting or works), None)


def counts(tasks: list[Task]) -> dict[str, int]:
    """How many entries each view of the list holds."""
    return {show: sum(is_shown(task, show) for task in tasks) for show in SHOWS}


def is_shown(task: Task, show: str) -> bool:
    """Whether a view of the list holds this entry."""
    if show == "open":
        return task.state in OPEN_STATES
    return show == "all" or task.state == "done"


def line(task: Task, upcoming: Task | None) -> dict[str, Any]:
    """One line of the list as `score.judging_list` draws it."""
    shape, words = TASK_STATES[task.state]
    return {
        "assignment": task.assignment_id,
        "href": url_for("judge.score_sheet", assignment_id=task.assignment_id),
        "n": task.n,
        "title": task.title or task.code,
        "code": task.code if task.title else "",
        "shape": shape,
        "words": words,
        "total": task.total,
        "highest": task.highest,
        "next": upcoming is not None and upcoming.n == task.n,
    }
