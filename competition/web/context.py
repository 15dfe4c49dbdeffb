"""What every template knows: who reads, where they are, and how values are shown."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, g, request, url_for
from markupsafe import Markup

from competition.documents.wording.names import ZONE_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.documents.wording.rehearsal import stored_reason
from competition.domain.access import Role
from competition.web.access import current_principal, has_role
from competition.web.files import file_size
from competition.web.headers import nonce
from competition.web.language import choose_language
from competition.web.navigation import menu

WEEKDAYS = "一二三四五六日"


def register(app: Flask) -> None:
    """Give templates their context, filters and tests."""
    stamps: dict[str, str] = {}
    static_folder = Path(app.static_folder or "")

    def static_url(path: str) -> str:
        if path not in stamps or app.debug:
            file = static_folder / path
            stamps[path] = format(int(file.stat().st_mtime), "x") if file.exists() else "0"
        return url_for("static", filename=path, v=stamps[path])

    app.context_processor(lambda: {**page_context(), "static_url": static_url})
    app.jinja_env.filters.update(
        when=when,
        day=day,
        wall_clock=wall_clock,
        refusal=refusal_text,
        reason=stored_reason,
        thousands=thousands,
        iso=iso,
        file_size=file_size,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def page_context() -> dict[str, Any]:
    """The names that base.html and the layouts expect."""
    competition = g.get("competition")
    return {
        "csp_nonce": nonce(),
        "me": current_principal(),
        "competition": competition,
        "zone_name": ZONE_NAMES.get(zone().key, zone().key),
        "rehearsal": bool(competition is not None and competition.is_rehearsal),
        "nav": menu(request.blueprint or "", competition),
        "lang": choose_language(),
        "lang_switch_url": language_switch(),
        "links": room_links(),
        "Role": Role,
        "has_role": has_role,
    }


def room_links() -> dict[str, str]:
    """Where the head of every page leads."""
    links = {"home": url_for("public.home"), "sign_in": url_for("account.sign_in")}
    if current_principal() is not None:
        links |= {
            "home": url_for("account.home"),
            "account": url_for("account.profile"),
            "notifications": url_for("account.notifications"),
            "sign_out": url_for("account.sign_out"),
        }
    competition = g.get("competition")
    if competition is not None and competition.state != "draft" and not competition.is_rehearsal:
        links["public"] = url_for("public.competition", competition_id=competition.id)
    if request.blueprint == "judge":
        links["offline"] = url_for("judge.home")
    if request.path.startswith(site := url_for("entrant.site")):
        links["offline"] = site
    return links


def language_switch() -> str:
    """The address that switches the language and comes back to this page."""
    other = "en" if choose_language() == "zh" else "zh"
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return f"{url_for('account.choose_language', language=other)}?{urlencode({'next': here})}"


def zone() -> ZoneInfo:
    """The time zone of the competition on this page."""
    return ZoneInfo(g.get("time_zone", "Asia/Shanghai"))


def when(moment: datetime | None) -> Markup:
    """A moment as 2026年6月20日（周六）17:00, or 20 Jun 2026, 17:00, in a <time> element."""
    if moment is None:
        return Markup("—")
    local = moment.astimezone(zone())
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), when_text(moment))


def when_text(moment: datetime) -> str:
    """What `when` shows, as plain text."""
    local = moment.astimezone(zone())
    if choose_language() == "zh":
        return (
            f"{local.year}年{local.month}月{local.day}日"
            f"（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"
        )
    return f"{local.day} {local:%b %Y, %H:%M}"


def wall_clock(moment: datetime | None) -> str:
    """A moment as a date field of the browser takes it; empty for none."""
    return f"{moment.astimezone(zone()):%Y-%m-%dT%H:%M}" if moment else ""


def day(moment: date | None) -> str:
    """A day, or the day of a moment here, as 2026年6月20日 or 20 Jun 2026."""
    if moment is None:
        return "—"
    local = moment.astimezone(zone()) if isinstance(moment, datetime) else moment
    if choose_language() == "zh":
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {local:%b %Y}"


def iso(moment: datetime | None) -> str:
    """A moment for machines, in UTC; empty for none."""
    return moment.isoformat() if moment is not None else ""


def thousands(number: int) -> str:
    """A whole number with commas."""
    return f"{number:,}"
