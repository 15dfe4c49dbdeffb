"""Tracks: added, renamed, ordered, removed."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from competition.domain.access import Role
from competition.models import Competition, Track, database
from competition.services.setup.tracks import (
    add_track,
    entries_by_track,
    move_track,
    remove_track,
    rename_track,
    tracks_of,
)
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import text_of, try_and_say, try_to


class TrackForm(FlaskForm):
    """A new track."""

    name = StringField(_l("赛道名称"), [InputRequired(_l("请填写赛道名称。")), Length(max=30)])
    key = StringField(
        _l("代码"), [InputRequired(_l("请填写赛道代码。")), Length(max=6)],
        description=_l("1 至 6 个大写字母或数字，用在项目编号里，之后不能改，例如 DL。"),
    )  # fmt: skip


class RenameForm(FlaskForm):
    """Another name for a track."""

    name = StringField(_l("赛道名称"), [InputRequired(_l("请填写赛道名称。")), Length(max=30)])


@room.route("/competitions/<int:competition_id>/tracks", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_tracks(competition: Competition) -> Any:
    """The tracks in order, and a form for one more."""
    form = TrackForm()
    if form.validate_on_submit():
        beside = {"track.key": form.key, "track.name": form.name, "track.taken": form.name}
        key, name = text_of(form.key), text_of(form.name)
        if try_to(form, lambda: add_track(me(), competition, key=key, name=name), beside):
            flash(_("赛道“%(name)s”已添加。请核对各奖项的名额。", name=name), "ok")
            return back(competition.id)
    return render_template(
        "organiser/tracks.html",
        form=form,
        tracks=tracks_of(database.session, competition.id),
        counts=entries_by_track(database.session, competition.id),
    ), 422 if form.errors else 200


@room.route("/tracks/<int:track_id>", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Track)
def rename_one_track(track: Track) -> Any:
    """Give a track another name."""
    form = RenameForm(obj=track)
    if form.validate_on_submit():
        beside = {"track.name": form.name, "track.taken": form.name}
        if try_to(form, lambda: rename_track(me(), track, text_of(form.name)), beside):
            flash(_("赛道已改名。"), "ok")
            return back(track.competition_id)
    return render_template("organiser/track.html", form=form, track=track), (
        422 if form.errors else 200
    )


@room.post("/tracks/<int:track_id>/move")
@allow(Role.ORGANISER, on=Track)
def move_one_track(track: Track) -> Any:
    """One place up or down."""
    move_track(me(), track, up=request.form.get("way") == "up")
    return back(track.competition_id)


@room.post("/tracks/<int:track_id>/remove")
@allow(Role.ORGANISER, on=Track)
def remove_one_track(track: Track) -> Any:
    """Remove a track that nothing uses."""
    own, name = track.competition_id, track.name
    try_and_say(lambda: remove_track(me(), track), _("赛道“%(name)s”已删除。", name=name))
    return back(own)


def back(competition_id: int) -> Response:
    """To the list of tracks."""
    return redirect(url_for("organiser.edit_tracks", competition_id=competition_id))
